package io.trivium.runtime.expert.piece;

/**
 * Why a piece is out of use, and when it is tried again.
 *
 * @param failures in a row, at least 1
 * @param probeAt {@link System#nanoTime} of the next probe
 */
public record Quarantine(FaultReason reason, String message, int failures, long probeAt) {

    /** A first or a further failure; the wait doubles with each. */
    static Quarantine after(
            @org.jspecify.annotations.Nullable Quarantine before,
            PieceFault fault,
            long now,
            long firstWaitNanos,
            long mostWaitNanos) {
        int failures = before == null ? 1 : before.failures() + 1;
        long wait = Math.min(mostWaitNanos, firstWaitNanos << Math.min(failures - 1, 20));
        String message = fault.getMessage() == null ? fault.reason().tag() : fault.getMessage();
        return new Quarantine(fault.reason(), message, failures, now + wait);
    }

    public boolean isDue(long now) {
        return now - probeAt >= 0;
    }
}
