package io.trivium.fin.labelqueue;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
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

/** Payments that are most worth an analyst's minute; their labels are taken by {@code POST /v1/labels} or with their case. */
@Path("/v1/label-queue")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LabelQueueResource {
    private final LabelQueueService queue;
    private final TenantContext tenant;

    LabelQueueResource(LabelQueueService queue, TenantContext tenant) {
        this.queue = queue;
        this.tenant = tenant;
    }

    /** Lists payments without a label, the most valuable first; without a list, the answer gives the reason. */
    @GET
    @AuditedSearch(action = "payment.search", of = "label-queue")
    public LabelQueueView list(@QueryParam("limit") @DefaultValue("10") @Min(1) @Max(100) int limit) {
        return queue.list(tenant.require(), limit);
    }
}
