package io.trivium.runtime.training.moe;

/** A training that was stopped before it was done; its checkpoint, if it has one, is written. */
public final class TrainingStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingStoppedException(long step, long steps) {
        super("stopped after step " + step + " of " + steps);
    }
}
