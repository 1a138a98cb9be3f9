package io.trivium.industrial.process.bead;

/** A set-point outside of what the process's equations cover; the message says which setting and what is allowed. */
public final class InvalidSetPointException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public InvalidSetPointException(String message) {
        super(message);
    }
}
