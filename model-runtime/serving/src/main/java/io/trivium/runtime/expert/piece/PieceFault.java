package io.trivium.runtime.expert.piece;

import org.jspecify.annotations.Nullable;

/** A piece of a model could not be opened or run. */
public final class PieceFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final FaultReason reason;

    public PieceFault(FaultReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public FaultReason reason() {
        return reason;
    }
}
