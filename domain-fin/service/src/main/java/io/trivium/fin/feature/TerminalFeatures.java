package io.trivium.fin.feature;

import io.trivium.fin.authorization.Authorization;

/** The part of the features that a terminal's history and its labels tell. Not thread-safe. */
public final class TerminalFeatures {

    /** Labels take about a week: what is younger says nothing of fraud. */
    private static final long DELAY_MS = 7 * DayRecord.DAY_MS;

    private static final long FRAUDS_MS = 40 * DayRecord.DAY_MS;

    private final EntityHistory terminals;
    private final Windows delayed = new Windows(DayRecord.DAY_MS, 7 * DayRecord.DAY_MS, 30 * DayRecord.DAY_MS);
    private final Windows flow = new Windows(Windows.HOUR_MS, DayRecord.DAY_MS, 7 * DayRecord.DAY_MS);
    private final FraudHistory frauds = new FraudHistory();

    public TerminalFeatures(DayStore store) {
        this.terminals = new EntityHistory(store, EntityHistory.RETENTION_DAYS);
    }

    /**
     * Adds the label of an authorization, which may come later; the newest observation counts.
     *
     * @param terminal the entity, see {@link DayStore#entity}
     * @return false when the history does not keep it
     */
    public boolean label(String terminal, EntityEvent label) {
        return terminals.add(terminal, label);
    }

    /**
     * Adds the authorization to its terminal and writes the terminal's part of the features.
     *
     * @param terminal the entity, see {@link DayStore#entity}
     * @param features float64 [{@link FeatureSet#COUNT}]
     * @return false when the history does not keep it
     */
    public boolean apply(String terminal, Authorization authorization, double[] features) {
        EntityEvent current = EntityEvent.ofTerminal(authorization);
        boolean kept = terminals.add(terminal, current);
        long nowMs = current.timeMs();
        long knownMs = nowMs - DELAY_MS;
        delayed.start(knownMs);
        flow.start(nowMs);
        frauds.start(nowMs);
        terminals.days(terminal, nowMs - FRAUDS_MS, nowMs, (day, dayRecord) -> {
            delayed.day(day, dayRecord);
            flow.day(day, dayRecord);
            DayRecord.frauds(dayRecord, day, nowMs - FRAUDS_MS, knownMs, frauds);
        });
        if (!kept) flow.addUnkept(current);
        for (int i = 0; i < 3; i++) {
            int at = HandbookFeatures.TERMINAL + 2 * i;
            features[at] = delayed.get(i).count();
            features[at + 1] = delayed.get(i).risk();
        }
        flow.writeFlow(features, Feature.TERMINAL_COUNT_1H);
        frauds.write(features, delayed.get(2).averageAmount());
        return kept;
    }
}
