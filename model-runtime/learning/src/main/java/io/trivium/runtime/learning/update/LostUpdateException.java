package io.trivium.runtime.learning.update;

/** Another owner now works on the update. */
public final class LostUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostUpdateException(String message) {
        super(message);
    }
}
