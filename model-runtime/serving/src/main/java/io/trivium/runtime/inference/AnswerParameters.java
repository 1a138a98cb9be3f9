package io.trivium.runtime.inference;

import io.trivium.runtime.execution.ExecutionReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The information of an answer in addition to its tensors, in the response's {@code parameters}. */
final class AnswerParameters {
    /** True when a routed expert that would have been chosen was masked, quarantined or missing. */
    static final String DEGRADED = "degraded";
    /** Ids of the experts that took part, comma-separated; absent for a model without experts. */
    static final String EXPERTS = "experts";

    private static final int MOST_EXPERTS = 64;

    private AnswerParameters() {}

    /** Values are {@link Boolean} or {@link String}. More than 64 experts end in {@code …}. */
    static Map<String, Object> of(ExecutionReport report) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put(DEGRADED, report.degraded());
        List<String> experts = report.experts();
        if (!experts.isEmpty()) {
            String first = String.join(",", experts.size() > MOST_EXPERTS ? experts.subList(0, MOST_EXPERTS) : experts);
            parameters.put(EXPERTS, experts.size() > MOST_EXPERTS ? first + ",…" : first);
        }
        return parameters;
    }
}
