package io.trivium.runtime.learning.curate;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Examples of the caller's tenant, or of the one that a platform service names, whose labels are most useful: the
 * domains' services offer them where labels are given.
 */
@Path("/v1/learning/tasks/{task}/shortlist")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR, Roles.INFERENCE_CLIENT})
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
            @Parameter(description = "Whom a platform service asks for; others may name their own tenant only")
                    @QueryParam("tenant")
                    @Nullable
                    String tenant,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(ShortlistService.MOST) int limit) {
        return shortlists.list(
                tenants.forInference(tenant), TaskName.parse(task).orElseThrow(CurationRows::notFound), limit);
    }
}
