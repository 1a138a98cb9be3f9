package io.trivium.fin.feature;

/** The totals of a window. Reused between events; not thread-safe. */
final class WindowTotals {

    private long count;
    private long sumMinor;
    private long frauds;

    void add(long moreCount, long moreMinor, long moreFrauds) {
        count += moreCount;
        sumMinor = DayRecord.saturatedSum(sumMinor, moreMinor);
        frauds += moreFrauds;
    }

    void clear() {
        count = 0;
        sumMinor = 0;
        frauds = 0;
    }

    long count() {
        return count;
    }

    /** Sum of the amounts in currency units. */
    double amount() {
        return sumMinor / 10_000.0;
    }

    /** Mean amount in currency units, 0 for an empty window. */
    double averageAmount() {
        return count == 0 ? 0 : sumMinor / 10_000.0 / count;
    }

    /** Share of frauds, 0 for an empty window. */
    double risk() {
        return count == 0 ? 0 : (double) frauds / count;
    }
}
