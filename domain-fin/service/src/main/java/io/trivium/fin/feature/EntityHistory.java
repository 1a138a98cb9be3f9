package io.trivium.fin.feature;

import org.jspecify.annotations.Nullable;

/**
 * The histories of cards, of terminals, of devices or of counterparties over a {@link DayStore}: keeps events, forgets old
 * days, reads windows.
 *
 * <p>A day is kept while it is at most {@code retentionDays} older than the entity's newest day; which days those are
 * does not depend on the order of arrival. Not thread-safe.
 */
final class EntityHistory {

    /** 7 days of lateness + 7 of label delay + 30 of window, and the two days a window's ends cut. */
    static final int RETENTION_DAYS = 46;

    private final DayStore store;
    private final int retentionDays;
    private final int[] span = new int[2];

    EntityHistory(DayStore store, int retentionDays) {
        this.store = store;
        this.retentionDays = retentionDays;
    }

    /**
     * Adds the event, or the newer label of an event already there. The day is written back even when nothing changed:
     * after a crash the local store may be ahead of its changelog, and writing again is what repairs that.
     *
     * @return false when it was not kept, being older than the retention or above the limit of one day
     */
    boolean add(String entity, EntityEvent event) {
        int day = DayRecord.epochDay(event.timeMs());
        byte @Nullable [] before = store.get(entity, day);
        if (before == null && !makeRoom(entity, day)) return false;
        byte[] after = DayRecord.merge(before, event);
        store.put(entity, day, after);
        return DayRecord.contains(after, event);
    }

    /** Visits the days that hold a part of {@code (afterMs, untilMs]}, oldest first. */
    void days(String entity, long afterMs, long untilMs, DayStore.DayVisitor visitor) {
        store.range(entity, DayRecord.epochDay(afterMs + 1), DayRecord.epochDay(untilMs), visitor);
    }

    /** Forgets what the new day makes too old; reads only days that are newer, and days that go. */
    private boolean makeRoom(String entity, int day) {
        span[1] = day;
        store.range(entity, day + 1, Integer.MAX_VALUE, (newer, dayRecord) -> span[1] = newer);
        int oldest = span[1] - retentionDays;
        forget(entity, oldest);
        return day >= oldest;
    }

    private void forget(String entity, int oldest) {
        if (oldest <= 0) return;
        span[0] = Integer.MAX_VALUE;
        span[1] = Integer.MIN_VALUE;
        store.range(entity, 0, oldest - 1, (old, dayRecord) -> {
            span[0] = Math.min(span[0], old);
            span[1] = old;
        });
        for (int old = span[0]; old <= span[1]; old++) store.delete(entity, old);
    }
}
