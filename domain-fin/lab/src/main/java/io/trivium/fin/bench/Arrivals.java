package io.trivium.fin.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * When the authorizations of a measurement arrive: drawn once, before the measurement, and independent of how fast
 * answers come. Gaps are exponential, as those of independent senders are.
 */
final class Arrivals {
    private Arrivals() {}

    /** Nanoseconds from the start, rising; as many as fall into the duration. */
    static long[] poisson(double perSecond, double seconds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] times = new long[(int) (perSecond * seconds * 1.5) + 64];
        int count = 0;
        double at = 0;
        while (count < times.length) {
            at -= Math.log(1 - random.nextDouble()) / perSecond;
            if (at >= seconds) break;
            times[count++] = (long) (at * 1e9);
        }
        return Arrays.copyOf(times, count);
    }
}
