package io.trivium.runtime.training.federation;

/** A federation that cannot continue; the message is one sentence for the person who runs the site. */
public final class FederationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FederationException(String message) {
        super(message);
    }

    public FederationException(String message, Throwable cause) {
        super(message, cause);
    }
}
