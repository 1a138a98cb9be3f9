package io.trivium.fin.feature;

import java.util.Arrays;

/** The labels of a terminal, read oldest first up to a time at which they are known. Reused; not thread-safe. */
final class FraudHistory {

    private static final int[] DAYS = {14, 28, 40};
    private static final double DAY_MS = DayRecord.DAY_MS;

    private final long[] counts = new long[DAYS.length];
    private long nowMs;
    private long frauds;
    private long firstMs;
    private long lastMs;
    private long genuineSince;
    private long run;
    private long runMs;
    private long smallest;

    void start(long currentMs) {
        nowMs = currentMs;
        frauds = 0;
        genuineSince = 0;
        run = 0;
        smallest = Long.MAX_VALUE;
        Arrays.fill(counts, 0);
    }

    void genuine(int more) {
        genuineSince += more;
        if (more > 0) run = 0;
    }

    void fraud(long timeMs, long amountMinor) {
        if (frauds++ == 0) firstMs = timeMs;
        lastMs = timeMs;
        genuineSince = 0;
        if (run++ == 0) runMs = timeMs;
        for (int i = 0; i < DAYS.length; i++) {
            if (timeMs > nowMs - DAYS[i] * DayRecord.DAY_MS) counts[i]++;
        }
        if (timeMs > nowMs - DAYS[1] * DayRecord.DAY_MS) smallest = Math.min(smallest, amountMinor);
    }

    /** @param meanAmount of the terminal, in currency units */
    void write(double[] features, double meanAmount) {
        if (frauds == 0) return;
        features[Feature.TERMINAL_DAYS_SINCE_LAST_FRAUD.index()] = (nowMs - lastMs) / DAY_MS;
        features[Feature.TERMINAL_DAYS_SINCE_FIRST_FRAUD.index()] = (nowMs - firstMs) / DAY_MS;
        features[Feature.TERMINAL_FRAUDS_14D.index()] = counts[0];
        features[Feature.TERMINAL_FRAUDS_28D.index()] = counts[1];
        features[Feature.TERMINAL_FRAUDS_40D.index()] = counts[2];
        features[Feature.TERMINAL_GENUINE_SINCE_FRAUD.index()] = genuineSince;
        features[Feature.TERMINAL_FRAUD_RUN.index()] = run;
        if (run > 0) features[Feature.TERMINAL_RUN_DAYS.index()] = (nowMs - runMs) / DAY_MS;
        if (counts[1] > 0) {
            features[Feature.TERMINAL_FRAUD_LOG_RATIO.index()] =
                    StrictMath.log1p(smallest / 10_000.0) - StrictMath.log1p(meanAmount);
        }
    }
}
