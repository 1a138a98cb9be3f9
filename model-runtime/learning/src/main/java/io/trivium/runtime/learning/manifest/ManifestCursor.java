package io.trivium.runtime.learning.manifest;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A place in the list of manifests. */
record ManifestCursor(Instant at, UUID id) {
    @Override
    public String toString() {
        return at + "_" + id;
    }

    static ManifestCursor parse(String text) {
        int split = text.indexOf('_');
        try {
            return new ManifestCursor(
                    Instant.parse(text.substring(0, Math.max(0, split))), UUID.fromString(text.substring(split + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "The cursor is not one of this list.", Map.of("field", "cursor"), e);
        }
    }
}
