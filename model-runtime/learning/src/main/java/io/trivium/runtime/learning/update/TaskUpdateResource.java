package io.trivium.runtime.learning.update;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.update.UpdateView.UpdatePage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Updates of a task's champion with the labelled examples of the caller's tenant. */
@Path("/v1/learning/tasks/{task}/updates")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class TaskUpdateResource {
    private final UpdateService updates;
    private final TenantContext tenants;
    private final Caller caller;

    TaskUpdateResource(UpdateService updates, TenantContext tenants, Caller caller) {
        this.updates = updates;
        this.tenants = tenants;
        this.caller = caller;
    }

    /** The latest first. */
    @GET
    public UpdatePage updates(
            @PathParam("task") @Size(max = 63) String task,
            @QueryParam("after") @Nullable @Size(max = 100) String after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return updates.list(tenants.require(), named(task), after == null ? null : UpdateCursor.parse(after), limit);
    }

    /** Requests an update of the task's champion. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    @APIResponse(
            responseCode = "202",
            description = "In the queue",
            content = @Content(schema = @Schema(implementation = UpdateView.class)))
    public Response request(@PathParam("task") @Size(max = 63) String task, @NotNull @Valid UpdateReason request) {
        UpdateView queued = updates.request(tenants.require(), named(task), caller.name(), request.reason());
        return Response.accepted(queued)
                .location(URI.create("/v1/learning/updates/" + queued.id()))
                .build();
    }

    private static TaskName named(String task) {
        return TaskName.parse(task).orElseThrow(() -> UpdateService.noChampion(task));
    }
}
