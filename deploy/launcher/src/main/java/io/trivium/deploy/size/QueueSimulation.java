package io.trivium.deploy.size;

import io.trivium.deploy.size.UnitCosts.Latency;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Items that come at random times to some equal servers and wait for a free one, in their order: M/G/k, simulated item
 * by item. Service times are gamma distributed with a squared coefficient of variation of two, since most items cost
 * little and some bring a batch's, a compaction's or a collection's work with them; waiting and service are followed by
 * idle time, log-normal between the median and the 99th percentile that were measured on idle cores. Deterministic for
 * a seed.
 */
final class QueueSimulation {
    /** Quantile 0.99 of the standard normal distribution. */
    private static final double NORMAL_99 = 2.326;

    private static final int FEWEST = 4_000;
    private static final int MOST = 400_000;
    private static final double SECONDS = 300;

    private final Random random;

    QueueSimulation(long seed) {
        random = new Random(seed);
    }

    /**
     * Simulates five minutes, or as many items as a 99th percentile needs.
     *
     * @param servers that work on one item each
     * @param perSecond items
     * @param serviceMillis mean time of a server for an item
     * @param base latency besides waiting, the mean service included
     */
    QueueOutcome run(int servers, double perSecond, double serviceMillis, Latency base) {
        int items = (int) Math.clamp(perSecond * SECONDS, FEWEST, MOST);
        double[] latencies = new double[items];
        PriorityQueue<Double> free = new PriorityQueue<>();
        for (int i = 0; i < servers; i++) free.add(0.0);
        double now = 0;
        double worked = 0;
        for (int i = 0; i < items; i++) {
            now += -Math.log(1 - random.nextDouble()) * 1_000 / perSecond;
            double begin = Math.max(now, free.remove());
            double service = serviceMillis * gamma();
            worked += service;
            free.add(begin + service);
            latencies[i] = begin - now + Math.max(0, service - serviceMillis) + base(base);
        }
        // the queue is empty at first and fills
        double[] settled = Arrays.copyOfRange(latencies, items / 10, items);
        Arrays.sort(settled);
        return new QueueOutcome(
                settled[settled.length / 2], settled[(int) (settled.length * 0.99)], worked / (now * servers));
    }

    private double base(Latency base) {
        double sigma = Math.log(base.p99Millis() / base.p50Millis()) / NORMAL_99;
        return base.p50Millis() * Math.exp(sigma * random.nextGaussian());
    }

    /** Mean 1, variance 2: the square of a normal variable is gamma distributed with shape 1/2 and scale 2. */
    private double gamma() {
        double normal = random.nextGaussian();
        return normal * normal;
    }
}
