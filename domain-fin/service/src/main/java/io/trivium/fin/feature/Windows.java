package io.trivium.fin.feature;

/** Some windows that end at the same time, filled from one pass over an entity's days. Reused; not thread-safe. */
final class Windows {

    static final long HOUR_MS = 3_600_000L;

    private final long[] lengths;
    private final WindowTotals[] totals;
    private long untilMs;

    Windows(long... lengthsMs) {
        this.lengths = lengthsMs;
        this.totals = new WindowTotals[lengthsMs.length];
        for (int i = 0; i < totals.length; i++) totals[i] = new WindowTotals();
    }

    /** Empties them; they end at the given time, inclusive. */
    void start(long endMs) {
        untilMs = endMs;
        for (WindowTotals window : totals) window.clear();
    }

    void day(int epochDay, byte[] dayRecord) {
        for (int i = 0; i < totals.length; i++) {
            DayRecord.accumulate(dayRecord, epochDay, untilMs - lengths[i], untilMs, totals[i]);
        }
    }

    /** Counts an event that its history did not keep. */
    void addUnkept(EntityEvent event) {
        for (WindowTotals window : totals) window.add(1, event.amountMinor(), 0);
    }

    WindowTotals get(int window) {
        return totals[window];
    }

    /** Writes count and sum of each window, one after the other. */
    void writeFlow(double[] features, Feature first) {
        for (int i = 0; i < totals.length; i++) {
            features[first.index() + 2 * i] = totals[i].count();
            features[first.index() + 2 * i + 1] = totals[i].amount();
        }
    }
}
