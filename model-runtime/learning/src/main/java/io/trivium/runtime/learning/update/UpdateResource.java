package io.trivium.runtime.learning.update;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Single updates of the caller's tenant. */
@Path("/v1/learning/updates")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class UpdateResource {
    private final UpdateService updates;
    private final TenantContext tenants;
    private final Caller caller;

    UpdateResource(UpdateService updates, TenantContext tenants, Caller caller) {
        this.updates = updates;
        this.tenants = tenants;
        this.caller = caller;
    }

    @GET
    @Path("{update}")
    public UpdateView update(@PathParam("update") UUID update) {
        return updates.require(tenants.require(), update);
    }

    /** Ends an update before anything is released. */
    @POST
    @Path("{update}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public UpdateView cancel(@PathParam("update") UUID update, @NotNull @Valid UpdateReason request) {
        return updates.cancel(tenants.require(), update, caller.name(), request.reason());
    }
}
