package io.trivium.fin.feature;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import java.time.Instant;

/**
 * Computes the {@link HandbookFeatures} of authorizations and keeps the histories they need, in one call: the offline
 * form of what the streaming topology does in two stages with the same {@link EntityHistory}.
 *
 * <p>Applying an authorization or a label twice changes nothing. Not thread-safe.
 */
public final class FeatureEngine {

    private final EntityHistory cards;
    private final EntityHistory terminals;

    public FeatureEngine(DayStore cards, DayStore terminals) {
        this.cards = new EntityHistory(cards);
        this.terminals = new EntityHistory(terminals);
    }

    /** Adds the authorization to its card and its terminal. @return float64 [15] in the order of HandbookFeatures */
    public double[] apply(TenantId tenant, Authorization authorization) {
        double[] features = new double[HandbookFeatures.COUNT];
        EntityEvent event = event(authorization);
        own(event, features);
        String card = DayStore.entity(tenant.value(), authorization.panToken());
        boolean kept = cards.add(card, event);
        cards.cardFeatures(card, event, kept, features, HandbookFeatures.CUSTOMER);
        String terminal = DayStore.entity(tenant.value(), authorization.terminalId());
        terminals.add(terminal, event);
        terminals.terminalFeatures(terminal, event, features, HandbookFeatures.TERMINAL);
        return features;
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

    /** The authorization as histories keep it, not labelled yet. */
    public static EntityEvent event(Authorization authorization) {
        return EntityEvent.unlabelled(
                authorization.authorizationId(),
                authorization.occurredAt().toEpochMilli(),
                authorization.amountMinor());
    }

    /** Writes the three features that need no history. */
    public static void own(EntityEvent event, double[] features) {
        features[HandbookFeatures.TX_AMOUNT] = event.amountMinor() / 10_000.0;
        // 1970-01-01 was a Thursday, weekday 3 counted from Monday.
        int weekday = Math.floorMod(DayRecord.epochDay(event.timeMs()) + 3, 7);
        features[HandbookFeatures.TX_DURING_WEEKEND] = weekday >= 5 ? 1 : 0;
        long hour = Math.floorMod(event.timeMs(), DayRecord.DAY_MS) / 3_600_000L;
        features[HandbookFeatures.TX_DURING_NIGHT] = hour <= 6 ? 1 : 0;
    }
}
