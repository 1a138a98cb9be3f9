package io.trivium.runtime.operation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.ModelName;
import io.trivium.core.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Queues and experts, live. */
@Path("/v1/runtime/stream")
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
@RunOnVirtualThread
public class RuntimeStreamResource {
    private final RuntimeStream stream;

    RuntimeStreamResource(RuntimeStream stream) {
        this.stream = stream;
    }

    /** Server-sent events of type {@code runtime}, one a second; with experts when a model is named. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "Events whose data is JSON of this form",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = RuntimeEvent.class)))
    public void stream(
            @QueryParam("model") @Nullable String model,
            @QueryParam("version") @Nullable String version,
            @Context SseEventSink sink,
            @Context Sse sse)
            throws InterruptedException {
        stream.run(ModelName.parse(model).orElse(null), version, sink, sse);
    }
}
