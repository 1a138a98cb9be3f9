package io.trivium.runtime.learning.curate;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Reviewers' decisions on labels that are likely wrong. */
@Path("/v1/learning/suspicions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MODEL_OPERATOR)
public class DecisionResource {
    private final SuspicionService suspicions;
    private final TenantContext tenants;
    private final Caller caller;

    DecisionResource(SuspicionService suspicions, TenantContext tenants, Caller caller) {
        this.suspicions = suspicions;
        this.tenants = tenants;
        this.caller = caller;
    }

    /**
     * A reviewer's decision.
     *
     * @param label {@code keep}, or the right label
     * @param reason for the audit log; without personal data
     */
    public record LabelDecision(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,62}")
            String label,

            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** Decides the label of the example; sent to the label topic as the label of a reviewer. */
    @POST
    @Path("{suspicion}/decision")
    @Consumes(MediaType.APPLICATION_JSON)
    public SuspicionView decide(@PathParam("suspicion") UUID suspicion, @NotNull @Valid LabelDecision decision) {
        return suspicions.decide(tenants.require(), caller.name(), suspicion, decision.label(), decision.reason());
    }
}
