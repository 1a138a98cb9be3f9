package io.trivium.fin.feature;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import java.time.Instant;

/**
 * Computes the {@link HandbookFeatures} and the {@link EventSequence} of authorizations and keeps the histories they need, in one call: the offline
 * form of what the streaming topology does in two stages with the same {@link EntityHistory}.
 *
 * <p>Applying an authorization or a label twice changes nothing. Not thread-safe.
 */
public final class FeatureEngine {

    /**
     * What the model takes of one authorization.
     *
     * @param features float64 [15] in the order of {@link HandbookFeatures}
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one caller
    public record Computed(double[] features, EventSequence events) {}

    private final EntityHistory cards;
    private final EntityHistory terminals;

    public FeatureEngine(DayStore cards, DayStore terminals) {
        this.cards = new EntityHistory(cards);
        this.terminals = new EntityHistory(terminals);
    }

    /** Adds the authorization to its card and its terminal. */
    public Computed apply(TenantId tenant, Authorization authorization) {
        double[] features = new double[HandbookFeatures.COUNT];
        EntityEvent event = event(authorization);
        own(event, features);
        String card = DayStore.entity(tenant.value(), authorization.panToken());
        EntityEvent placed = event.at(authorization.terminalId());
        boolean kept = cards.add(card, placed);
        EventSequence events = cards.cardFeatures(card, placed, kept, features, HandbookFeatures.CUSTOMER);
        String terminal = DayStore.entity(tenant.value(), authorization.terminalId());
        terminals.add(terminal, event);
        terminals.terminalFeatures(terminal, event, features, HandbookFeatures.TERMINAL);
        return new Computed(features, events);
    }

    /** Adds what a label says of an authorization; the newest observation counts, whatever the order of arrival. */
    public void label(TenantId tenant, Authorization authorization, boolean fraud, Instant observedAt) {
        EntityEvent event = EntityEvent.labelled(
                authorization.authorizationId(),
                authorization.occurredAt().toEpochMilli(),
                authorization.amountMinor(),
                fraud,
                observedAt.toEpochMilli());
        terminals.add(DayStore.entity(tenant.value(), authorization.terminalId()), event);
    }

    /** The authorization as a terminal's history keeps it, not labelled yet. */
    public static EntityEvent event(Authorization authorization) {
        return EntityEvent.unlabelled(
                authorization.authorizationId(),
                authorization.occurredAt().toEpochMilli(),
                authorization.amountMinor());
    }

    /** Writes the three features that need no history. */
    public static void own(EntityEvent event, double[] features) {
        features[HandbookFeatures.TX_AMOUNT] = event.amountMinor() / 10_000.0;
        features[HandbookFeatures.TX_DURING_WEEKEND] = DayRecord.weekend(event.timeMs()) ? 1 : 0;
        long hour = Math.floorMod(event.timeMs(), DayRecord.DAY_MS) / 3_600_000L;
        features[HandbookFeatures.TX_DURING_NIGHT] = hour <= 6 ? 1 : 0;
    }
}
