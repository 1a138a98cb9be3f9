package io.trivium.fin.feature;

import io.trivium.fin.authorization.Authorization;

/** The part of the features that a card's history tells, for a stage that has the history of cards. Not thread-safe. */
public final class CardFeatures {

    private static final int THIRTY_DAYS = 3;

    private final EntityHistory cards;
    private final Windows windows =
            new Windows(Windows.HOUR_MS, DayRecord.DAY_MS, 7 * DayRecord.DAY_MS, 30 * DayRecord.DAY_MS);
    private final RecentEvents recent = new RecentEvents();
    private final CardHabits habits = new CardHabits();

    /**
     * The result of applying an authorization, in addition to its features.
     *
     * @param kept whether the history keeps the authorization; false when it is too old or its day is full
     */
    public record Applied(boolean kept, EventSequence events) {}

    public CardFeatures(DayStore store) {
        this.cards = new EntityHistory(store, EntityHistory.RETENTION_DAYS);
    }

    /**
     * Adds the authorization to its card and writes the card's part of the features. Events of the same time count as
     * before it when they were kept before it came.
     *
     * @param card the entity, see {@link DayStore#entity}
     * @param features float64 [{@link FeatureSet#COUNT}]
     */
    public Applied apply(String card, Authorization authorization, double[] features) {
        EntityEvent current = EntityEvent.ofCard(authorization);
        boolean kept = cards.add(card, current);
        long untilMs = current.timeMs();
        long afterMs = untilMs - 30 * DayRecord.DAY_MS;
        recent.clear();
        windows.start(untilMs);
        cards.days(card, afterMs, untilMs, (day, dayRecord) -> {
            windows.day(day, dayRecord);
            DayRecord.last(dayRecord, afterMs, current, EventSequence.KNOWN_EVENTS, recent);
        });
        if (!kept) windows.addUnkept(current);
        for (int i = 1; i <= THIRTY_DAYS; i++) {
            int at = HandbookFeatures.CUSTOMER + 2 * (i - 1);
            features[at] = windows.get(i).count();
            features[at + 1] = windows.get(i).averageAmount();
        }
        features[Feature.CARD_COUNT_1H.index()] = windows.get(0).count();
        features[Feature.CARD_AMOUNT_1H.index()] = windows.get(0).amount();
        EventSequence events = recent.before(current);
        habits.write(recent, current, features);
        return new Applied(kept, events);
    }
}
