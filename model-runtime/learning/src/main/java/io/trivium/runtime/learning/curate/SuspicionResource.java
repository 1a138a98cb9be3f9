package io.trivium.runtime.learning.curate;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.curate.SuspicionView.SuspicionPage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Labels of the caller's tenant that are likely wrong. */
@Path("/v1/learning/tasks/{task}/suspicions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class SuspicionResource {
    private final SuspicionService suspicions;
    private final TenantContext tenants;

    SuspicionResource(SuspicionService suspicions, TenantContext tenants) {
        this.suspicions = suspicions;
        this.tenants = tenants;
    }

    @GET
    public SuspicionPage list(
            @PathParam("task") String task,
            @QueryParam("state") @DefaultValue("open") @Pattern(regexp = "open|kept|changed") String state,
            @QueryParam("after") @Nullable @Size(max = 100) String after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return suspicions.list(
                tenants.require(),
                TaskName.parse(task).orElseThrow(CurationRows::notFound),
                SuspicionView.State.valueOf(state.toUpperCase(Locale.ROOT)),
                after == null ? null : SuspicionCursor.parse(after),
                limit);
    }
}
