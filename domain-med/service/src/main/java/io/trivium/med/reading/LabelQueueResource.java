package io.trivium.med.reading;

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

/** Findings that are most worth a reader's minute; they are decided on in the reading room. */
@Path("/v1/label-queue")
@RolesAllowed(Roles.MED_RADIOLOGIST)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LabelQueueResource {
    private final LabelQueueService queue;
    private final TenantContext tenant;

    LabelQueueResource(LabelQueueService queue, TenantContext tenant) {
        this.queue = queue;
        this.tenant = tenant;
    }

    /** Lists findings without a decision, the most valuable first; without a list, the answer gives the reason. */
    @GET
    public LabelQueueView list(@QueryParam("limit") @DefaultValue("10") @Min(1) @Max(100) int limit) {
        return queue.list(tenant.require(), limit);
    }
}
