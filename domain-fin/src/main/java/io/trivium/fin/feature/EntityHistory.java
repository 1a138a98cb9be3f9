package io.trivium.fin.feature;

import org.jspecify.annotations.Nullable;

/**
 * The history of cards or of terminals over a {@link DayStore}: keeps events, forgets old days, sums windows.
 *
 * <p>A day is kept while it is at most {@code retentionDays} older than the entity's newest day; which days those are
 * does not depend on the order of arrival. Not thread-safe.
 */
public final class EntityHistory {

    /** 7 days of lateness + 7 of label delay + 30 of window, and the two days a window's ends cut. */
    public static final int RETENTION_DAYS = 46;

    private static final int[] WINDOW_DAYS = {1, 7, 30};

    private final DayStore store;
    private final int retentionDays;
    private final WindowTotals[] windows = {new WindowTotals(), new WindowTotals(), new WindowTotals()};
    private final RecentEvents recent = new RecentEvents();
    private final int[] span = new int[2];

    public EntityHistory(DayStore store) {
        this(store, RETENTION_DAYS);
    }

    public EntityHistory(DayStore store, int retentionDays) {
        if (retentionDays < 38) {
            throw new IllegalArgumentException("windows reach back 38 days, retention is " + retentionDays);
        }
        this.store = store;
        this.retentionDays = retentionDays;
    }

    /**
     * Adds the event, or the newer label of an event already there. The day is written back even when nothing changed:
     * after a crash the local store may be ahead of its changelog, and writing again is what repairs that.
     *
     * @return false when it was not kept, being older than the retention or above the limit of one day
     */
    public boolean add(String entity, EntityEvent event) {
        int day = DayRecord.epochDay(event.timeMs());
        byte @Nullable [] before = store.get(entity, day);
        if (before == null && !makeRoom(entity, day)) {
            return false;
        }
        byte[] after = DayRecord.merge(before, event);
        store.put(entity, day, after);
        return DayRecord.contains(after, event);
    }

    /** Forgets what the new day makes too old. */
    private boolean makeRoom(String entity, int day) {
        span[0] = Integer.MAX_VALUE;
        span[1] = Integer.MIN_VALUE;
        store.range(entity, 0, Integer.MAX_VALUE, (epochDay, dayRecord) -> {
            span[0] = Math.min(span[0], epochDay);
            span[1] = Math.max(span[1], epochDay);
        });
        if (span[1] == Integer.MIN_VALUE) {
            return true;
        }
        int newest = Math.max(span[1], day);
        for (int old = span[0]; old < newest - retentionDays && old <= span[1]; old++) {
            store.delete(entity, old);
        }
        return day >= newest - retentionDays;
    }

    /**
     * Writes count and average amount over (t − n d, t] for 1, 7 and 30 days, and returns the card's last events of these
     * 30 days without the current one. Events of the same time count as before it when they were kept before it came.
     */
    public EventSequence cardFeatures(String card, EntityEvent current, boolean kept, double[] features, int at) {
        long untilMs = current.timeMs();
        long oldestAfter = untilMs - WINDOW_DAYS[2] * DayRecord.DAY_MS;
        recent.clear();
        clear();
        store.range(card, DayRecord.epochDay(oldestAfter + 1), DayRecord.epochDay(untilMs), (day, dayRecord) -> {
            accumulate(day, dayRecord, untilMs);
            DayRecord.last(dayRecord, oldestAfter, current, EventSequence.KNOWN_EVENTS, recent);
        });
        for (int i = 0; i < windows.length; i++) {
            if (!kept) {
                windows[i].add(1, current.amountMinor(), 0);
            }
            features[at + 2 * i] = windows[i].count();
            features[at + 2 * i + 1] = windows[i].averageAmount();
        }
        return recent.before(current);
    }

    /** Writes count and risk over (t − 7 d − n d, t − 7 d] for 1, 7 and 30 days. */
    public void terminalFeatures(String terminal, EntityEvent current, double[] features, int at) {
        long untilMs = current.timeMs() - 7 * DayRecord.DAY_MS;
        long oldestAfter = untilMs - WINDOW_DAYS[2] * DayRecord.DAY_MS;
        clear();
        store.range(
                terminal,
                DayRecord.epochDay(oldestAfter + 1),
                DayRecord.epochDay(untilMs),
                (day, dayRecord) -> accumulate(day, dayRecord, untilMs));
        for (int i = 0; i < windows.length; i++) {
            features[at + 2 * i] = windows[i].count();
            features[at + 2 * i + 1] = windows[i].risk();
        }
    }

    private void clear() {
        for (WindowTotals window : windows) {
            window.clear();
        }
    }

    private void accumulate(int day, byte[] dayRecord, long untilMs) {
        for (int i = 0; i < windows.length; i++) {
            long after = untilMs - WINDOW_DAYS[i] * DayRecord.DAY_MS;
            DayRecord.accumulate(dayRecord, day, after, untilMs, windows[i]);
        }
    }
}
