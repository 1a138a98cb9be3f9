package io.trivium.runtime.expert;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.moe.MoeTopology;
import java.util.List;

/**
 * A loaded model of experts.
 *
 * @param residentBytes of all open sessions, trunk, tenants' pieces and those that it shares included
 * @param experts by layer, then by number
 * @param tenants that have pieces of their own, sorted
 */
public record ExpertModelView(
        ModelName name,
        VersionNumber version,
        MoeTopology topology,
        long residentBytes,
        List<ExpertView> experts,
        List<TenantId> tenants) {
    public ExpertModelView {
        experts = List.copyOf(experts);
        tenants = List.copyOf(tenants);
    }
}
