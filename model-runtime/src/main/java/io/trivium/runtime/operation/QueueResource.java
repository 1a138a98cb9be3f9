package io.trivium.runtime.operation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.runtime.serving.InferenceService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;

/** The queues of the latency classes. */
@Path("/v1/queues")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
@RunOnVirtualThread
public class QueueResource {
    private final InferenceService inference;
    private final InstantSource clock;

    QueueResource(InferenceService inference, InstantSource clock) {
        this.inference = inference;
        this.clock = clock;
    }

    @GET
    public QueuesView queues() {
        return QueuesView.of(inference.classes(), clock.instant());
    }
}
