package io.trivium.runtime.pack;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * The limits that a version's figures must keep before it may serve unversioned requests.
 *
 * @param metric a key of the manifest's {@code provenance.metrics}
 * @param least smallest value that passes; empty for no lower limit
 * @param most largest value that passes; empty for no upper limit
 */
public record Gate(String metric, OptionalDouble least, OptionalDouble most) {
    public Gate {
        if (least.isEmpty() && most.isEmpty()) throw new IllegalArgumentException("gate " + metric + " has no limit");
    }

    /** The limits as text, such as {@code at least 0.5}. */
    public String limits() {
        String low = least.isPresent() ? "at least " + least.getAsDouble() : "";
        String high = most.isPresent() ? "at most " + most.getAsDouble() : "";
        return low.isEmpty() || high.isEmpty() ? low + high : low + " and " + high;
    }

    /** Whether the figures pass; a figure that is not there does not. */
    public boolean passes(Map<String, Double> metrics) {
        Double value = metrics.get(metric);
        return value != null && !(value < least.orElse(value)) && !(value > most.orElse(value)) && !value.isNaN();
    }
}
