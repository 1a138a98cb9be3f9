package io.trivium.runtime.learning.release;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Challengers on their way to full traffic. Releases are the platform's, as models are. */
@Path("/v1/learning/releases")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class ReleaseResource {
    private final ReleaseReader reader;
    private final ReleaseActs acts;
    private final TenantContext tenants;
    private final Caller caller;

    ReleaseResource(ReleaseReader reader, ReleaseActs acts, TenantContext tenants, Caller caller) {
        this.reader = reader;
        this.acts = acts;
        this.tenants = tenants;
        this.caller = caller;
    }

    /** The reason of a decision. */
    public record ReleaseReason(
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    @GET
    @Path("{release}")
    public ReleaseView release(@PathParam("release") UUID release) {
        return reader.require(tenants.require(), release);
    }

    /** Promotes a challenger that waits for it; where the task is of high risk, not by who made or offered it. */
    @POST
    @Path("{release}/approve")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ReleaseView approve(@PathParam("release") UUID release, @NotNull @Valid ReleaseReason request) {
        TenantId tenant = tenants.require();
        acts.approve(tenant, caller.name(), release, request.reason());
        return reader.require(tenant, release);
    }

    /** Ends a release before its challenger is champion. */
    @POST
    @Path("{release}/veto")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ReleaseView veto(@PathParam("release") UUID release, @NotNull @Valid ReleaseReason request) {
        TenantId tenant = tenants.require();
        acts.veto(tenant, caller.name(), release, request.reason());
        return reader.require(tenant, release);
    }

    /** Makes the champion before a promoted challenger champion again. */
    @POST
    @Path("{release}/rollback")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ReleaseView rollBack(@PathParam("release") UUID release, @NotNull @Valid ReleaseReason request) {
        TenantId tenant = tenants.require();
        acts.rollBack(tenant, caller.name(), release, request.reason());
        return reader.require(tenant, release);
    }
}
