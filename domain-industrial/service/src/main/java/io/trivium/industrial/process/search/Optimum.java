package io.trivium.industrial.process.search;

import io.trivium.industrial.process.bead.Bead;
import java.util.List;

/**
 * A set-point and what it gives.
 *
 * @param coded the point, coded
 * @param value of the objective, in its unit
 */
public record Optimum(List<Double> coded, Bead bead, double value) {
    public Optimum {
        coded = List.copyOf(coded);
    }

    public double[] point() {
        return coded.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
