package io.trivium.fin.feature;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Computes every {@link Feature} and the {@link EventSequence} of authorizations and keeps the histories they need, in one
 * call: the offline form of what the streaming topology does in stages with the same classes.
 *
 * <p>Applying an authorization or a label twice changes nothing. Not thread-safe.
 */
public final class FeatureEngine {

    /**
     * The model input of one authorization.
     *
     * @param features float64 [{@link FeatureSet#COUNT}]
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one caller
    public record Computed(double[] features, EventSequence events) {}

    private final CardFeatures cards;
    private final TerminalFeatures terminals;
    private final FlowFeatures devices;
    private final FlowFeatures counterparties;

    public FeatureEngine(DayStore cards, DayStore terminals, DayStore devices, DayStore counterparties) {
        this.cards = new CardFeatures(cards);
        this.terminals = new TerminalFeatures(terminals);
        this.devices = FlowFeatures.ofDevices(devices);
        this.counterparties = FlowFeatures.ofCounterparties(counterparties);
    }

    /** An engine with empty stores of the kind. */
    public FeatureEngine(Supplier<? extends DayStore> stores) {
        this(stores.get(), stores.get(), stores.get(), stores.get());
    }

    /** Adds the authorization to its card, terminal, device and counterparty. */
    public Computed apply(TenantId tenant, Authorization authorization) {
        double[] features = FeatureSet.unknown();
        own(authorization, features);
        String name = tenant.value();
        CardFeatures.Applied card =
                cards.apply(DayStore.entity(name, authorization.panToken()), authorization, features);
        terminals.apply(DayStore.entity(name, authorization.terminalId()), authorization, features);
        String device = authorization.deviceId();
        if (device != null) devices.apply(DayStore.entity(name, device), authorization, features);
        String counterparty = authorization.counterpartyId();
        if (counterparty != null) counterparties.apply(DayStore.entity(name, counterparty), authorization, features);
        return new Computed(features, card.events());
    }

    /** Adds the label of an authorization; the newest observation counts, whatever the order of arrival. */
    public void label(TenantId tenant, Authorization authorization, boolean fraud, Instant observedAt) {
        EntityEvent event = EntityEvent.labelled(
                authorization.authorizationId(),
                authorization.occurredAt().toEpochMilli(),
                authorization.amountMinor(),
                fraud,
                observedAt.toEpochMilli());
        terminals.label(DayStore.entity(tenant.value(), authorization.terminalId()), event);
    }

    /** Writes the features that need no history. */
    public static void own(Authorization authorization, double[] features) {
        long timeMs = authorization.occurredAt().toEpochMilli();
        double hour = Math.floorMod(timeMs, DayRecord.DAY_MS) / (double) Windows.HOUR_MS;
        features[HandbookFeatures.TX_AMOUNT] = authorization.amountMinor() / 10_000.0;
        features[HandbookFeatures.TX_DURING_WEEKEND] = DayRecord.weekend(timeMs) ? 1 : 0;
        features[HandbookFeatures.TX_DURING_NIGHT] = hour < 7 ? 1 : 0;
        features[Feature.HOUR.index()] = hour;
        String mcc = authorization.mcc();
        if (mcc != null) features[Feature.MERCHANT_CATEGORY.index()] = Integer.parseInt(mcc);
        Channel channel = authorization.channel();
        if (channel != null) features[Feature.CHANNEL.index()] = EventDetails.code(channel);
        Boolean present = authorization.cardPresent();
        if (present != null) features[Feature.CARD_PRESENT.index()] = present ? 1 : 0;
        Double distance = authorization.homeDistanceKm();
        if (distance != null) features[Feature.HOME_DISTANCE_KM.index()] = distance;
    }
}
