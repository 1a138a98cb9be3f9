package io.trivium.runtime.learning.gate;

import org.jspecify.annotations.Nullable;

/**
 * What one gate found about a challenger.
 *
 * @param gate which one, such as {@code provenance} or {@code held-out:average_precision}
 * @param passed whether the challenger may go on
 * @param figure what was measured; null when the gate measures nothing or could not
 * @param limit what the figure had to keep, in words, such as {@code at least -0.01}
 * @param detail what a reader should know besides, such as an interval or the reason of a failure
 */
public record GateResult(
        String gate, boolean passed, @Nullable Double figure, String limit, String detail) {}
