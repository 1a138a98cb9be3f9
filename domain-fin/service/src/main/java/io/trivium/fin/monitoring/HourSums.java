package io.trivium.fin.monitoring;

import io.trivium.fin.monitoring.MonitoringView.Point;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sums over the decisions of hours. Not thread-safe. */
final class HourSums {

    long approved;
    long referred;
    long declined;
    long degraded;
    long[] scores = new long[Bins.SCORES];
    final double[] scoreSums = new double[Bins.SCORES];
    long[] latency = new long[Bins.LATENCIES];

    void add(HourSums other) {
        approved += other.approved;
        referred += other.referred;
        declined += other.declined;
        degraded += other.degraded;
        scores = sum(scores, other.scores);
        latency = sum(latency, other.latency);
        for (int i = 0; i < scoreSums.length; i++) scoreSums[i] += other.scoreSums[i];
    }

    Point point(Instant at) {
        return new Point(at, approved, referred, declined, degraded, quantile(0.5), quantile(0.95), quantile(0.99));
    }

    private @Nullable Double quantile(double q) {
        double value = Bins.latencyQuantile(latency, q);
        return Double.isNaN(value) ? null : value;
    }

    /** As long as {@code a}; what {@code b} lacks counts as 0. */
    static long[] sum(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < Math.min(a.length, b.length); i++) sum[i] += b[i];
        return sum;
    }
}
