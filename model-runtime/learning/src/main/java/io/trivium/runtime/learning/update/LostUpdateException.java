package io.trivium.runtime.learning.update;

/** Somebody else works on the update by now. */
public final class LostUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostUpdateException(String message) {
        super(message);
    }
}
