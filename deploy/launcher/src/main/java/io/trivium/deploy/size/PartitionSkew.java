package io.trivium.deploy.size;

import java.util.Arrays;
import java.util.Random;

/**
 * The factor by which the load of a partitioned service's busiest instance exceeds its share. Cards pay at rates that
 * are log-normal with a sigma of one; a card's hash chooses its partition, and partitions are dealt out to instances in
 * turn.
 */
final class PartitionSkew {
    private static final int CARDS = 200_000;

    private PartitionSkew() {}

    /** Rate of the busiest instance over the mean; at least 1. Deterministic for a seed. */
    static double of(int partitions, int instances, long seed) {
        Random random = new Random(seed);
        double[] load = new double[instances];
        for (int card = 0; card < CARDS; card++) {
            load[random.nextInt(partitions) % instances] += Math.exp(random.nextGaussian());
        }
        return Arrays.stream(load).max().orElseThrow()
                / Arrays.stream(load).average().orElseThrow();
    }
}
