package io.trivium.runtime.execution;

/** A model could not answer a batch. The cause is the engine's, the message fit for a log. */
public final class ExecutionException extends Exception {
    private static final long serialVersionUID = 1L;

    public ExecutionException(String message, Throwable cause) {
        super(message, cause);
    }
}
