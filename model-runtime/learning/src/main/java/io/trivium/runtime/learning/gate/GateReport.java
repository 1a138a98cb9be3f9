package io.trivium.runtime.learning.gate;

import java.util.List;

/**
 * The findings of all gates about a challenger, in the order in which they were evaluated.
 *
 * @param results one for every evaluated gate; a gate that could not be evaluated has not passed
 */
public record GateReport(List<GateResult> results) {
    public GateReport {
        results = List.copyOf(results);
    }

    /** Whether the challenger passed every gate; a report without gates counts as not passed. */
    public boolean passed() {
        return !results.isEmpty() && results.stream().allMatch(GateResult::passed);
    }

    /** The gates that did not. */
    public List<GateResult> failed() {
        return results.stream().filter(each -> !each.passed()).toList();
    }
}
