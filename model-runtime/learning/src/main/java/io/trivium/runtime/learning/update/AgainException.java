package io.trivium.runtime.learning.update;

/** The step is to be done again, with what was put down meanwhile. */
public final class AgainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgainException() {
        super("once more", null, false, false);
    }
}
