package io.trivium.fin.stream;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.DayStore;
import io.trivium.fin.feature.EntityEvent;
import io.trivium.fin.feature.EventSequence;

/** A message between the stages of the topology; {@link StageSerde} is its serialised form. */
sealed interface StageMessage {

    /** A message about a terminal. */
    sealed interface ForTerminal extends StageMessage {

        /** The terminal's name in its history. */
        String terminal();
    }

    /**
     * An accepted authorization with the features known so far.
     *
     * @param features float64 [{@code FeatureSet.COUNT}], unknown where the stage that computes them is still to come
     * @param events of the card, none until the card stage
     */
    @SuppressWarnings("ArrayRecordComponent") // owned by one record on its way through one thread
    record Staged(
            TenantId tenant, Authorization authorization, String contentHash, double[] features, EventSequence events)
            implements ForTerminal {

        /** The card's name in its history. */
        String card() {
            return DayStore.entity(tenant.value(), authorization.panToken());
        }

        @Override
        public String terminal() {
            return DayStore.entity(tenant.value(), authorization.terminalId());
        }

        Staged with(EventSequence cardEvents) {
            return new Staged(tenant, authorization, contentHash, features, cardEvents);
        }
    }

    /** A label with all that a terminal's history needs, so that it may arrive before its authorization does. */
    record LabelUpdate(TenantId tenant, String terminalId, EntityEvent event) implements ForTerminal {
        @Override
        public String terminal() {
            return DayStore.entity(tenant.value(), terminalId);
        }
    }

    /** A record that no retry makes valid, as it came in; its headers say why. */
    @SuppressWarnings("ArrayRecordComponent")
    record Refused(String topic, byte[] original) implements StageMessage {}
}
