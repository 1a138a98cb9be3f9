package io.trivium.runtime.learning.curate;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Examples of the caller's tenant that are most worth a reviewer's minute. */
@Path("/v1/learning/tasks/{task}/shortlist")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class ShortlistResource {
    private final ShortlistService shortlists;
    private final TenantContext tenants;

    ShortlistResource(ShortlistService shortlists, TenantContext tenants) {
        this.shortlists = shortlists;
        this.tenants = tenants;
    }

    @GET
    public ShortlistView list(
            @PathParam("task") String task,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(ShortlistService.MOST) int limit) {
        return shortlists.list(tenants.require(), task, limit);
    }
}
