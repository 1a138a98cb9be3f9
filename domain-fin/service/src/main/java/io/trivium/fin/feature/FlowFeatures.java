package io.trivium.fin.feature;

import io.trivium.fin.authorization.Authorization;

/**
 * The part of the features that the history of a device, or of the receiving account, provides: how much passed in an
 * hour, a day and a week, and from how many cards. Not thread-safe.
 */
public final class FlowFeatures {

    /** 7 days of window and 7 of lateness, and the days their ends cut. */
    private static final int RETENTION_DAYS = 16;

    private static final long WEEK_MS = 7 * DayRecord.DAY_MS;
    private static final int CARDS_AT = 6;

    private final EntityHistory entities;
    private final Feature first;
    private final Windows flow = new Windows(Windows.HOUR_MS, DayRecord.DAY_MS, WEEK_MS);
    private final RecentEvents recent = new RecentEvents();
    private final Distinct cards = new Distinct();

    private FlowFeatures(DayStore store, Feature first) {
        this.entities = new EntityHistory(store, RETENTION_DAYS);
        this.first = first;
    }

    public static FlowFeatures ofDevices(DayStore store) {
        return new FlowFeatures(store, Feature.DEVICE_COUNT_1H);
    }

    public static FlowFeatures ofCounterparties(DayStore store) {
        return new FlowFeatures(store, Feature.COUNTERPARTY_COUNT_1H);
    }

    /**
     * Adds the authorization to the entity and writes the entity's part of the features. An authorization that names no
     * such entity has no entity to be added to: its features stay unknown.
     *
     * @param entity see {@link DayStore#entity}
     * @param features float64 [{@link FeatureSet#COUNT}]
     * @return false when the history does not keep it
     */
    public boolean apply(String entity, Authorization authorization, double[] features) {
        EntityEvent current = EntityEvent.ofFlow(authorization);
        boolean kept = entities.add(entity, current);
        long nowMs = current.timeMs();
        flow.start(nowMs);
        recent.clear();
        entities.days(entity, nowMs - WEEK_MS, nowMs, (day, dayRecord) -> {
            flow.day(day, dayRecord);
            DayRecord.last(dayRecord, nowMs - WEEK_MS, current, EventSequence.KNOWN_EVENTS, recent);
        });
        if (!kept) flow.addUnkept(current);
        flow.writeFlow(features, first);
        cards.start(current.place());
        for (int i = 0; i < recent.count(); i++) cards.add(recent.place(i));
        features[first.index() + CARDS_AT] = cards.count();
        return kept;
    }
}
