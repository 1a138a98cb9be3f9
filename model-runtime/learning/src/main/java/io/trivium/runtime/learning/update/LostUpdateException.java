package io.trivium.runtime.learning.update;

/** Somebody else works on the update by now. */
final class LostUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostUpdateException(String message) {
        super(message);
    }
}
