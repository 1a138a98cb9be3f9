package io.trivium.industrial.intake;

import io.trivium.core.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The stored state of edge nodes. */
interface EdgeNodes {

    /**
     * A message that waits for a birth.
     *
     * @param topic as it came
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Kept(UUID id, String topic, byte[] payload) {}

    /** The node as it was last saved, or an unknown one. */
    EdgeNode load(TenantId tenant, String node);

    /** Keeps the node's session and aliases for the next run. May be done later and fails quietly: a rebirth replaces it. */
    void save(TenantId tenant, String name, EdgeNode node);

    /** Messages of the node that waited when this service ended, oldest first. */
    List<Kept> kept(TenantId tenant, String node);

    /**
     * Stores a message that waits for a birth, before it is acknowledged to its sender: a broker may not deliver the
     * birth before this message is acknowledged.
     *
     * @return its id, or empty if it cannot be stored
     */
    Optional<UUID> keep(TenantId tenant, String node, String topic, byte[] payload);

    /** Forgets a message whose readings are confirmed, or that is given up. May be done later. */
    void drop(TenantId tenant, UUID message);
}
