package io.trivium.industrial.process.policy;

import java.util.ArrayList;
import java.util.List;

/** Adam (Kingma and Ba 2015) with the gradient's length limited. Not thread-safe. */
final class Adam {
    private static final double FIRST_DECAY = 0.9;
    private static final double SECOND_DECAY = 0.999;
    private static final double EPSILON = 1e-8;

    private final List<double[]> parameters;
    private final double longestGradient;
    private final List<double[]> first = new ArrayList<>();
    private final List<double[]> second = new ArrayList<>();
    private int steps;

    /** @param parameters what each step changes */
    Adam(List<double[]> parameters, double longestGradient) {
        this.parameters = parameters;
        this.longestGradient = longestGradient;
        for (double[] each : parameters) {
            first.add(new double[each.length]);
            second.add(new double[each.length]);
        }
    }

    void step(List<double[]> gradients, double rate) {
        steps++;
        double squares = 0;
        for (double[] each : gradients) {
            for (double value : each) squares += value * value;
        }
        double scale = Math.min(1, longestGradient / (Math.sqrt(squares) + EPSILON));
        double firstCorrection = 1 - Math.pow(FIRST_DECAY, steps);
        double secondCorrection = 1 - Math.pow(SECOND_DECAY, steps);
        for (int t = 0; t < parameters.size(); t++) {
            double[] values = parameters.get(t);
            double[] gradient = gradients.get(t);
            double[] mean = first.get(t);
            double[] square = second.get(t);
            for (int i = 0; i < values.length; i++) {
                double g = scale * gradient[i];
                mean[i] = FIRST_DECAY * mean[i] + (1 - FIRST_DECAY) * g;
                square[i] = SECOND_DECAY * square[i] + (1 - SECOND_DECAY) * g * g;
                values[i] -= rate * (mean[i] / firstCorrection) / (Math.sqrt(square[i] / secondCorrection) + EPSILON);
            }
        }
    }
}
