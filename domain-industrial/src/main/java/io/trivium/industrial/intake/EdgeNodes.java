package io.trivium.industrial.intake;

import io.trivium.core.tenancy.TenantId;

/** What is known of edge nodes from before. */
interface EdgeNodes {

    /** The node as it was last saved, or one of which nothing is known. */
    EdgeNode load(TenantId tenant, String node);

    /** Keeps the node's session and aliases for the next run. May be done later and fails quietly: a rebirth replaces it. */
    void save(TenantId tenant, String name, EdgeNode node);
}
