package io.trivium.runtime.learning.release;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.release.ReleaseView.ReleasePage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The releases of a task, and whether its champion is pinned. */
@Path("/v1/learning/tasks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class TaskReleaseResource {
    private final ReleaseReader reader;
    private final Pins pins;
    private final TenantContext tenants;
    private final Caller caller;

    TaskReleaseResource(ReleaseReader reader, Pins pins, TenantContext tenants, Caller caller) {
        this.reader = reader;
        this.pins = pins;
        this.tenants = tenants;
        this.caller = caller;
    }

    /** Which champion is to stay, and why. */
    public record PinRequest(
            @NotNull @Size(min = 1, max = 39) String version,

            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** The latest first. */
    @GET
    @Path("{task}/releases")
    public ReleasePage list(
            @PathParam("task") String task,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return reader.list(tenants.require(), task, after, limit);
    }

    /** The pin of a task; no content when its champion is not pinned. */
    @GET
    @Path("{task}/pin")
    @APIResponse(
            responseCode = "200",
            description = "The champion is pinned",
            content = @Content(schema = @Schema(implementation = PinView.class)))
    @APIResponse(responseCode = "204", description = "The champion is not pinned")
    public @Nullable PinView pin(@PathParam("task") String task) {
        tenants.require();
        return pins.find(task).orElse(null);
    }

    /** Keeps the present champion: nothing is promoted, and no alarm moves it, until the pin is removed. */
    @PUT
    @Path("{task}/pin")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public PinView putPin(@PathParam("task") String task, @NotNull @Valid PinRequest request) {
        return pins.put(
                tenants.require(),
                caller.name(),
                TaskName.parse(task).orElseThrow(() -> Pins.notChampion(task, request.version())),
                VersionNumber.parse(request.version()).orElseThrow(() -> Pins.notChampion(task, request.version())),
                request.reason());
    }

    /**
     * Removes the pin; releases continue.
     *
     * @param reason for the audit log
     */
    @DELETE
    @Path("{task}/pin")
    @FreshLogin
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public void removePin(
            @PathParam("task") String task, @QueryParam("reason") @NotNull @NotBlank @Size(max = 500) String reason) {
        pins.remove(
                tenants.require(), caller.name(), TaskName.parse(task).orElseThrow(() -> Pins.notPinned(task)), reason);
    }
}
