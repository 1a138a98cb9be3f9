package io.trivium.deploy.soak;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;

/** The 99th percentile of the values between two readings of a histogram. */
final class Percentile {
    private static final double SHARE = 0.99;
    /** With fewer values a percentile is not meaningful. */
    private static final double LEAST = 20;

    private Percentile() {}

    /** In milliseconds, between the bounds of its bucket by rule of three; empty where there were too few values. */
    static OptionalDouble between(NavigableMap<Double, Double> before, NavigableMap<Double, Double> now) {
        if (now.isEmpty()) return OptionalDouble.empty();
        double all = now.lastEntry().getValue() - at(before, now.lastKey());
        if (all < LEAST) return OptionalDouble.empty();
        double rank = SHARE * all;
        double low = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : now.entrySet()) {
            double count = bucket.getValue() - at(before, bucket.getKey());
            if (count >= rank) {
                double high = bucket.getKey();
                double share = count == below ? 1 : (rank - below) / (count - below);
                return OptionalDouble.of(1_000 * (Double.isInfinite(high) ? low : low + share * (high - low)));
            }
            low = bucket.getKey();
            below = count;
        }
        return OptionalDouble.of(1_000 * low);
    }

    private static double at(NavigableMap<Double, Double> buckets, double bound) {
        Map.Entry<Double, Double> found = buckets.floorEntry(bound);
        return found == null ? 0 : found.getValue();
    }
}
