package io.trivium.med.reading.worklist;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.privacy.PatientSearches;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The worklist of the caller's organisation. */
@Path("/v1/worklist")
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
@RunOnVirtualThread
public class WorklistResource {

    private final WorklistRepository worklist;
    private final WorklistStream stream;
    private final PatientSearches searches;
    private final TenantContext tenant;

    WorklistResource(
            WorklistRepository worklist, WorklistStream stream, PatientSearches searches, TenantContext tenant) {
        this.worklist = worklist;
        this.searches = searches;
        this.stream = stream;
        this.tenant = tenant;
    }

    /**
     * Lists studies by priority, then by their most suspicious finding, then the longest waiting first, unless another
     * order is requested. Changes nothing. The state done means that the models processed the study; the undecided
     * findings show whether a person read it.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public WorklistPage list(@NotNull @Valid WorklistRequest request) {
        WorklistPlace after =
                request.after() == null || request.after().isEmpty() ? null : WorklistPlace.decode(request.after());
        int limit = request.limitOrDefault();
        List<WorklistEntry> found = worklist.list(tenant.require(), request, after, limit + 1);
        int shown = Math.min(found.size(), limit);
        searches.recordOnce(tenant.require(), "worklist", request.parameters(), shown, shown);
        return found.size() <= limit
                ? new WorklistPage(found, null)
                : new WorklistPage(
                        found.subList(0, limit),
                        WorklistPlace.of(found.get(limit - 1)).encode());
    }

    /** Server-sent events of type {@code changed}: the worklist is another than that of {@code Last-Event-ID}. */
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "Events of type changed",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public void stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId, @Context SseEventSink sink, @Context Sse sse)
            throws InterruptedException {
        stream.run(tenant.require(), lastEventId, sink, sse);
    }
}
