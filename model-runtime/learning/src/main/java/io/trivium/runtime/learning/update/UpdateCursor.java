package io.trivium.runtime.learning.update;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A place in the list of updates. */
record UpdateCursor(Instant at, UUID id) {
    @Override
    public String toString() {
        return at + "_" + id;
    }

    static UpdateCursor parse(String text) {
        int split = text.indexOf('_');
        try {
            return new UpdateCursor(
                    Instant.parse(text.substring(0, Math.max(0, split))), UUID.fromString(text.substring(split + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "after is no place in this list.", Map.of("field", "after"), e);
        }
    }
}
