package io.trivium.runtime.learning.update;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.update.UpdateView.UpdatePage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Updates of champions with what the caller's tenant has labelled. */
@Path("/v1/learning")
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

    /** Why an update is wanted, or no longer. */
    public record UpdateReason(
            @NotNull @Size(max = 500) @Pattern(regexp = "(?s).*\\S.*")
            String reason) {}

    /** The latest first. */
    @GET
    @Path("tasks/{task}/updates")
    public UpdatePage updates(
            @PathParam("task") @Size(max = 63) String task,
            @QueryParam("after") @Nullable @Size(max = 100) String after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return updates.list(tenants.require(), task, after == null ? null : UpdateCursor.parse(after), limit);
    }

    /** Asks for an update of the task's champion. */
    @POST
    @Path("tasks/{task}/updates")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    @APIResponse(
            responseCode = "202",
            description = "In the queue",
            content = @Content(schema = @Schema(implementation = UpdateView.class)))
    public Response request(@PathParam("task") @Size(max = 63) String task, @NotNull @Valid UpdateReason request) {
        UpdateView queued = updates.request(tenants.require(), task, caller.name(), request.reason());
        return Response.accepted(queued)
                .location(URI.create("/v1/learning/updates/" + queued.id()))
                .build();
    }

    @GET
    @Path("updates/{update}")
    public UpdateView update(@PathParam("update") UUID update) {
        return updates.require(tenants.require(), update);
    }

    /** Ends an update before anything is released. */
    @POST
    @Path("updates/{update}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public UpdateView cancel(@PathParam("update") UUID update, @NotNull @Valid UpdateReason request) {
        return updates.cancel(tenants.require(), update, caller.name(), request.reason());
    }
}
