package io.trivium.runtime.learning.erasure;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A place in the list of erasures. */
record ErasureCursor(Instant at, UUID id) {
    @Override
    public String toString() {
        return at + "_" + id;
    }

    static ErasureCursor parse(String text) {
        int split = text.indexOf('_');
        try {
            return new ErasureCursor(
                    Instant.parse(text.substring(0, Math.max(0, split))), UUID.fromString(text.substring(split + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "The cursor is not one of this list.", Map.of("field", "cursor"), e);
        }
    }
}
