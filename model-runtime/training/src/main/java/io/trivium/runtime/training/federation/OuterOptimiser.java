package io.trivium.runtime.training.federation;

import java.util.Collection;

/**
 * The outer step: gradient descent with Nesterov momentum on the mean of the sites' differences (Douillard et al., arXiv
 * 2311.08105, algorithm 1; 0.7 and 0.9 are its values). Equal input gives equal numbers on every machine, as the sites are
 * summed in the order of their names. Not thread-safe.
 */
public final class OuterOptimiser {
    /** Learning rate and momentum of the paper. */
    public static final double LEARNING_RATE = 0.7;

    public static final double MOMENTUM = 0.9;

    private final double learningRate;
    private final double momentum;
    private final float[] velocity;

    /** @param velocity after the steps before, which is changed further; zeros before the first */
    public OuterOptimiser(double learningRate, double momentum, float[] velocity) {
        if (!(learningRate > 0) || learningRate > 1) {
            throw new IllegalArgumentException("the outer learning rate is in (0, 1], not " + learningRate);
        }
        if (!(momentum >= 0) || momentum >= 1) {
            throw new IllegalArgumentException("the outer momentum is in [0, 1), not " + momentum);
        }
        this.learningRate = learningRate;
        this.momentum = momentum;
        this.velocity = velocity;
    }

    /** For the next round. */
    public float[] velocity() {
        return velocity;
    }

    /**
     * Changes weights in place.
     *
     * @param deltas of all sites; each counts by its rows
     * @throws IllegalArgumentException when a difference has another size or contains a value that is not a number; it
     *     names the site
     */
    public void step(float[] weights, Collection<WeightDelta> deltas) {
        double all = 0;
        for (WeightDelta delta : deltas) {
            check(delta, weights.length);
            all += delta.rows();
        }
        if (all <= 0) throw new IllegalArgumentException("no site trained on anything");
        double[] shares = new double[deltas.size()];
        float[][] values = new float[deltas.size()][];
        int at = 0;
        for (WeightDelta delta : deltas.stream()
                .sorted(java.util.Comparator.comparing(WeightDelta::site))
                .toList()) {
            shares[at] = delta.rows() / all;
            values[at++] = delta.values();
        }
        for (int i = 0; i < weights.length; i++) {
            double mean = 0;
            for (int s = 0; s < shares.length; s++) mean += shares[s] * values[s][i];
            double moved = momentum * velocity[i] + mean;
            velocity[i] = (float) moved;
            weights[i] -= (float) (learningRate * (mean + momentum * moved));
        }
    }

    private static void check(WeightDelta delta, int size) {
        if (delta.values().length != size) {
            throw new IllegalArgumentException("site " + delta.site() + " sent " + delta.values().length
                    + " numbers for round " + (delta.round() + 1) + ", the network has " + size);
        }
        for (float value : delta.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "site " + delta.site() + " sent something that is no number for round " + (delta.round() + 1)
                                + "; its training has failed");
            }
        }
    }
}
