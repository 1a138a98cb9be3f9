package io.trivium.runtime.execution;

import java.util.List;

/**
 * The report on how an answer was computed.
 *
 * @param experts routed experts that took part, as {@code layer-3/fin-07}, in order; empty for a model without experts
 * @param degraded whether an expert that would have been chosen was masked, quarantined or missing
 */
public record ExecutionReport(List<String> experts, boolean degraded) {
    public static final ExecutionReport WHOLE = new ExecutionReport(List.of(), false);

    public ExecutionReport {
        experts = List.copyOf(experts);
    }
}
