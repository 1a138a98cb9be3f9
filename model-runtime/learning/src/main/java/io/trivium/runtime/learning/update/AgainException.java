package io.trivium.runtime.learning.update;

/** The step must be repeated, with the values stored meanwhile. */
public final class AgainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgainException() {
        super("once more", null, false, false);
    }
}
