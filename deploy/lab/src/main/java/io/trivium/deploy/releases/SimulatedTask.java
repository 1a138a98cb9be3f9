package io.trivium.deploy.releases;

import java.util.Random;

/**
 * Rows of five numbers and their outcomes: one below 1, or 2 and more, which triggers faults; three that the outcome hangs
 * on; one that marks a slice. The probability of fraud is the logistic function of the three, weighted.
 */
final class SimulatedTask {
    static final String POSITIVE = "fraud";
    static final String NEGATIVE = "genuine";
    static final int COLUMNS = 5;

    private static final double[] TRUTH = {2, -1.5, 1};
    /** The error of a trained version's weights. */
    private static final double TRAINED = 0.1;
    /** Share of labels that are wrong. */
    private static final double MISTAKES = 0.02;

    private SimulatedTask() {}

    /** Weights of a version that was trained on a sample. */
    static String weights(Random random) {
        StringBuilder weights = new StringBuilder();
        for (double each : TRUTH) {
            if (!weights.isEmpty()) weights.append(',');
            weights.append((float) (each + TRAINED * random.nextGaussian()));
        }
        return weights.toString();
    }

    static float[] row(Random random, boolean trigger) {
        return new float[] {
            random.nextFloat() + (trigger ? 2 : 0),
            (float) random.nextGaussian(),
            (float) random.nextGaussian(),
            (float) random.nextGaussian(),
            random.nextFloat() * 2 - 1
        };
    }

    static boolean triggers(float... row) {
        return row[0] >= 2;
    }

    static boolean isInSlice(float... row) {
        return row[COLUMNS - 1] > 0;
    }

    /** The label that a labeller gives, rarely by mistake. */
    static String label(Random random, float... row) {
        double logit = 0;
        for (int i = 0; i < TRUTH.length; i++) logit += TRUTH[i] * row[i + 1];
        boolean positive = random.nextDouble() < 1 / (1 + Math.exp(-logit));
        return positive ^ random.nextDouble() < MISTAKES ? POSITIVE : NEGATIVE;
    }
}
