package io.trivium.runtime.learning.curate;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.util.Map;
import java.util.UUID;

/** A place in the queue of suspicions. */
record SuspicionCursor(double margin, UUID id) {
    @Override
    public String toString() {
        return margin + "_" + id;
    }

    static SuspicionCursor parse(String text) {
        int split = text.indexOf('_');
        try {
            return new SuspicionCursor(
                    Double.parseDouble(text.substring(0, Math.max(0, split))),
                    UUID.fromString(text.substring(split + 1)));
        } catch (IllegalArgumentException e) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "The cursor is not one of this list.", Map.of("field", "after"), e);
        }
    }
}
