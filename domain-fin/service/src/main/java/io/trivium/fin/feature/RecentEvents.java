package io.trivium.fin.feature;

import java.util.Arrays;

/**
 * The last events of one entity before an authorization, collected oldest first, and what {@link EventSequence} says of a
 * card's. Reused between authorizations; not thread-safe.
 *
 * <p>Logarithms are those of {@link StrictMath}: live, replayed and exported sequences are equal to the bit.
 */
final class RecentEvents {

    private static final int MOST = EventSequence.KNOWN_EVENTS;
    private static final double LONGEST_GAP_SECONDS = 30 * DayRecord.DAY_MS / 1000.0;
    private static final long UNUSUAL_MS = 14 * DayRecord.DAY_MS;
    /** An amount above this multiple of the usual one is unusual. */
    private static final double UNUSUAL_MULTIPLE = StrictMath.log(2.5);
    /** Fewer events than this do not say what is usual. */
    private static final int ENOUGH_EVENTS = 5;
    /** Keeps a card that always pays the same from making every other amount infinitely far away. */
    private static final double LEAST_SPREAD = 0.2;

    private final long[] times = new long[MOST];
    private final long[] amounts = new long[MOST];
    private final long[] places = new long[MOST];
    private final long[] devices = new long[MOST];
    private final long[] details = new long[MOST];
    private int added;

    /** Sorted values of the events processed so far. */
    private final double[] sorted = new double[MOST];

    private final boolean[] unusual = new boolean[MOST];
    private double usual;

    void clear() {
        added = 0;
    }

    /** Adds an event that is not before the one added last. */
    void add(long timeMs, long amountMinor, long place, long device, long eventDetails) {
        int at = added % MOST;
        times[at] = timeMs;
        amounts[at] = amountMinor;
        places[at] = place;
        devices[at] = device;
        details[at] = eventDetails;
        added++;
    }

    /** Returns the number of known events: at most {@link EventSequence#KNOWN_EVENTS}. Index 0 is the oldest. */
    int count() {
        return Math.min(added, MOST);
    }

    long timeMs(int i) {
        return times[slot(i)];
    }

    long amountMinor(int i) {
        return amounts[slot(i)];
    }

    long place(int i) {
        return places[slot(i)];
    }

    long device(int i) {
        return devices[slot(i)];
    }

    long details(int i) {
        return details[slot(i)];
    }

    /** Whether the amount was unusual given the events before it; computed by {@link #before}. */
    boolean odd(int i) {
        return unusual[i];
    }

    /** Median of ln(1 + amount); computed by {@link #before}. */
    double usual() {
        return usual;
    }

    /** The sequence of the authorization; {@code current.place()} is its terminal. */
    EventSequence before(EntityEvent current) {
        int count = count();
        int shown = Math.min(count, EventSequence.LENGTH);
        if (shown == 0) return EventSequence.NONE;
        float[] rows = new float[shown * EventSequence.COLUMNS];
        double currentLog = log(current.amountMinor());
        usual = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double amount = log(amounts[slot(i)]);
            double toUsual = i == 0 ? 0 : amount - usual;
            unusual[i] = i >= ENOUGH_EVENTS && toUsual > UNUSUAL_MULTIPLE;
            usual = insertAndMedian(amount, i);
            sum += amount;
            squares += amount * amount;
            int row = i - (count - shown);
            if (row < 0) continue;
            int known = i + 1;
            double variance = Math.max(0, squares / known - (sum / known) * (sum / known));
            int at = row * EventSequence.COLUMNS;
            describe(rows, at, current, i);
            rows[at + EventSequence.AMOUNT_TO_USUAL] = (float) toUsual;
            rows[at + EventSequence.CURRENT_TO_AMOUNT] = (float) (currentLog - amount);
            rows[at + EventSequence.CURRENT_TO_USUAL] = (float) (currentLog - usual);
            rows[at + EventSequence.CURRENT_DEVIATION] =
                    (float) ((currentLog - usual) / (Math.sqrt(variance) + LEAST_SPREAD));
            rows[at + EventSequence.CURRENT_TO_LARGEST] = (float) (currentLog - sorted[i]);
            rows[at + EventSequence.EVENTS_KNOWN] = known;
            rows[at + EventSequence.UNUSUAL_14_DAYS] = unusualBefore(i);
        }
        return EventSequence.of(rows);
    }

    private void describe(float[] rows, int at, EntityEvent current, int i) {
        int slot = slot(i);
        long time = times[slot];
        rows[at + EventSequence.PRESENT] = 1;
        rows[at + EventSequence.AMOUNT] = (float) (amounts[slot] / 10_000.0);
        rows[at + EventSequence.SECONDS_SINCE_PREVIOUS] =
                (float) (i == 0 ? LONGEST_GAP_SECONDS : (time - times[slot(i - 1)]) / 1000.0);
        rows[at + EventSequence.SECONDS_TO_CURRENT] = (float) ((current.timeMs() - time) / 1000.0);
        rows[at + EventSequence.HOUR] = (float) (Math.floorMod(time, DayRecord.DAY_MS) / 3_600_000.0);
        rows[at + EventSequence.WEEKEND] = DayRecord.weekend(time) ? 1 : 0;
        rows[at + EventSequence.SAME_TERMINAL] =
                places[slot] != EntityEvent.NOWHERE && places[slot] == current.place() ? 1 : 0;
    }

    /** Unusual amounts of the 14 days that end with event i, itself included. */
    private int unusualBefore(int i) {
        long until = times[slot(i)];
        int found = 0;
        for (int j = i; j >= 0 && times[slot(j)] > until - UNUSUAL_MS; j--) {
            if (unusual[j]) found++;
        }
        return found;
    }

    /** Adds to the sorted numbers, of which there are {@code size}. */
    private double insertAndMedian(double value, int size) {
        int at = Arrays.binarySearch(sorted, 0, size, value);
        int place = at < 0 ? ~at : at;
        System.arraycopy(sorted, place, sorted, place + 1, size - place);
        sorted[place] = value;
        int now = size + 1;
        return now % 2 == 1 ? sorted[now / 2] : (sorted[now / 2 - 1] + sorted[now / 2]) / 2;
    }

    private int slot(int i) {
        return added <= MOST ? i : (added + i) % MOST;
    }

    static double log(long amountMinor) {
        return StrictMath.log1p(amountMinor / 10_000.0);
    }
}
