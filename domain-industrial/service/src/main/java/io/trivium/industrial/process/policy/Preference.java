package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.List;

/**
 * An operator's choice between two set-points for one job.
 *
 * @param start settings when the choice was made, coded
 * @param chosen coded
 * @param rejected coded
 * @param offset what was known of the cell
 */
public record Preference(
        WeldProcess process,
        WeldJob job,
        List<Double> start,
        List<Double> chosen,
        List<Double> rejected,
        OffsetEstimate offset) {
    public Preference {
        start = List.copyOf(start);
        chosen = List.copyOf(chosen);
        rejected = List.copyOf(rejected);
        for (List<Double> point : List.of(start, chosen, rejected)) {
            if (!process.region().contains(point(point))) {
                throw new IllegalArgumentException("a set-point of a preference is outside of the process's region");
            }
        }
        if (chosen.equals(rejected)) {
            throw new IllegalArgumentException("a preference between a set-point and itself says nothing");
        }
    }

    static double[] point(List<Double> coded) {
        return coded.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Whether the chosen set-point is expected to keep to the job's limits; others are recorded, never learned. */
    public boolean keepsLimits() {
        return job.limits().hold(offset.expected(process, point(chosen)));
    }
}
