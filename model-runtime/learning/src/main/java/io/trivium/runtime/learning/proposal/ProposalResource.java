package io.trivium.runtime.learning.proposal;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The version that is proposed as champion of a model of a high-risk task. */
@Path("/v1/models/{model}/proposal")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MODEL_OPERATOR)
public class ProposalResource {
    private final Proposals proposals;
    private final TenantContext tenants;
    private final Caller caller;

    ProposalResource(Proposals proposals, TenantContext tenants, Caller caller) {
        this.proposals = proposals;
        this.tenants = tenants;
        this.caller = caller;
    }

    /** The version, and why. */
    public record ProposalRequest(
            @NotNull @Size(min = 1, max = 39) String version,

            @NotNull @NotBlank @Size(max = 300) String reason) {}

    /** Whether the model needs a second person, and the proposal that waits for one. */
    @GET
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public ProposalView proposal(@PathParam("model") String model) {
        return proposals.find(model);
    }

    /** Proposes a version as champion; another proposal of the model is replaced. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public ProposalView propose(@PathParam("model") String model, @NotNull @Valid ProposalRequest request) {
        return proposals.put(tenants.forAudit(), caller.name(), model, request.version(), request.reason());
    }

    /** Makes the proposed version the champion; by another operator than the one who registered or proposed it. */
    @POST
    @Path("approve")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    public ProposalView approve(@PathParam("model") String model, @NotNull @Valid ProposalRequest request) {
        return proposals.approve(tenants.forAudit(), caller.name(), model, request.version(), request.reason());
    }

    /**
     * Withdraws or refuses the proposal.
     *
     * @param reason for the audit log
     */
    @DELETE
    public void remove(
            @PathParam("model") String model, @QueryParam("reason") @NotNull @NotBlank @Size(max = 500) String reason) {
        proposals.remove(tenants.forAudit(), caller.name(), model, reason);
    }
}
