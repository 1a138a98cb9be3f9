package io.trivium.runtime.learning.curate;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.curate.SuspicionView.CheckView;
import io.trivium.runtime.learning.curate.SuspicionView.SuspicionPage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Labels of the caller's tenant that are likely wrong, and what reviewers say of them. */
@Path("/v1/learning")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class SuspicionResource {
    private final SuspicionService suspicions;
    private final TenantContext tenants;
    private final Caller caller;

    SuspicionResource(SuspicionService suspicions, TenantContext tenants, Caller caller) {
        this.suspicions = suspicions;
        this.tenants = tenants;
        this.caller = caller;
    }

    /**
     * What a reviewer says.
     *
     * @param label {@code keep}, or what the example is
     * @param reason for the audit log; without personal data
     */
    public record LabelDecision(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,62}")
            String label,

            @NotNull @NotBlank @Size(max = 500) String reason) {}

    @GET
    @Path("tasks/{task}/suspicions")
    public SuspicionPage list(
            @PathParam("task") String task,
            @QueryParam("state") @DefaultValue("open") @Pattern(regexp = "open|kept|changed") String state,
            @QueryParam("after") @Nullable @Size(max = 100) String after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return suspicions.list(
                tenants.require(),
                task,
                SuspicionView.State.valueOf(state.toUpperCase(Locale.ROOT)),
                after == null ? null : SuspicionCursor.parse(after),
                limit);
    }

    /** Checks the labels of a data set anew; its suspicions take the place of the task's open ones. */
    @POST
    @Path("manifests/{manifest}/suspicions")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public CheckView check(@PathParam("manifest") UUID manifest) {
        return suspicions.check(tenants.require(), manifest);
    }

    /** Says what the example is; sent to the label topic as the label of a reviewer. */
    @POST
    @Path("suspicions/{suspicion}/decision")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public SuspicionView decide(@PathParam("suspicion") UUID suspicion, @NotNull @Valid LabelDecision decision) {
        return suspicions.decide(tenants.require(), caller.name(), suspicion, decision.label(), decision.reason());
    }
}
