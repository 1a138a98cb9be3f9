package io.trivium.runtime.learning.gate;

import java.util.List;

/**
 * What all gates found about a challenger, in the order in which they were asked.
 *
 * @param results one for every gate that was asked; a gate that could not be asked has not passed
 */
public record GateReport(List<GateResult> results) {
    public GateReport {
        results = List.copyOf(results);
    }

    /** Whether every gate lets the challenger through; a report without gates lets nothing through. */
    public boolean passed() {
        return !results.isEmpty() && results.stream().allMatch(GateResult::passed);
    }

    /** The gates that did not. */
    public List<GateResult> failed() {
        return results.stream().filter(each -> !each.passed()).toList();
    }
}
