package io.trivium.fin.stream;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.EntityEvent;

/** What travels between the stages of the topology; {@link StageSerde} is its form on the wire. */
sealed interface StageMessage {

    /**
     * An accepted authorization with the features known so far.
     *
     * @param features float64 [15], zeros where the stage that computes them is still to come
     */
    @SuppressWarnings("ArrayRecordComponent") // owned by one record on its way through one thread
    record Staged(TenantId tenant, Authorization authorization, String contentHash, double[] features)
            implements StageMessage {}

    /** A label with all that a terminal's history needs, so that it may arrive before its authorization does. */
    record LabelUpdate(TenantId tenant, String terminalId, EntityEvent event) implements StageMessage {}

    /** A record that no retry makes valid, as it came in; its headers say why. */
    @SuppressWarnings("ArrayRecordComponent")
    record Refused(String topic, byte[] original) implements StageMessage {}
}
