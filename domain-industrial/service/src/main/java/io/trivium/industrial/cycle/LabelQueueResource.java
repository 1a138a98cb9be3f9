package io.trivium.industrial.cycle;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Cycles that are most worth a minute of who knows the work; the verdict on them is given with the cycle. */
@Path("/v1/label-queue")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LabelQueueResource {
    private final LabelQueueService queue;
    private final TenantContext tenant;

    LabelQueueResource(LabelQueueService queue, TenantContext tenant) {
        this.queue = queue;
        this.tenant = tenant;
    }

    /** Lists unlabelled cycles, the most valuable first; without a list, the answer gives the reason. */
    @GET
    public LabelQueueView list(@QueryParam("limit") @DefaultValue("10") @Min(1) @Max(100) int limit) {
        return queue.list(tenant.require(), limit);
    }
}
