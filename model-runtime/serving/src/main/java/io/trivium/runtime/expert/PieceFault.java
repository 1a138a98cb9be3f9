package io.trivium.runtime.expert;

import org.jspecify.annotations.Nullable;

/** A piece of a model could not be opened or run. */
final class PieceFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final FaultReason reason;

    PieceFault(FaultReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    FaultReason reason() {
        return reason;
    }
}
