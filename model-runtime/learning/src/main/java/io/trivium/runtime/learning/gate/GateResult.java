package io.trivium.runtime.learning.gate;

import org.jspecify.annotations.Nullable;

/**
 * The finding of one gate about a challenger.
 *
 * @param gate which one, such as {@code provenance} or {@code held-out:average_precision}
 * @param passed whether the challenger may continue
 * @param figure the measured value; null when the gate measures nothing or could not
 * @param limit the limit of the figure, in words, such as {@code at least -0.01}
 * @param detail additional information for the reader, such as an interval or the reason of a failure
 */
public record GateResult(
        String gate, boolean passed, @Nullable Double figure, String limit, String detail) {

    /** The gate that compares a challenger with the best simple model of its data set. */
    public static final String BASELINE = "baseline";

    /** Whether a simple model of the same data set was measured to be better. */
    public boolean losesToRival() {
        return !passed && figure != null && gate.startsWith(BASELINE + ":");
    }
}
