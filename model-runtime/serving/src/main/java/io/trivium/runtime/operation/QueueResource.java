package io.trivium.runtime.operation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.LatencyHistory;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
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

    /**
     * The waiting and computing times of requests in the last minutes, for each latency class and for each model in it,
     * as this instance of the service counted it since its start.
     */
    @GET
    @Path("history")
    public QueueHistoryView history(@QueryParam("minutes") @DefaultValue("60") @Min(1) @Max(360) int minutes) {
        return QueueHistoryView.of(inference.history(), clock.instant(), Duration.ofMinutes(minutes));
    }

    /** The latest requests whose deadline passed before they were answered, the last one first. */
    @GET
    @Path("misses")
    public MissedDeadlinesView misses(
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(LatencyHistory.MOST_MISSES) int limit) {
        return MissedDeadlinesView.of(inference.history(), limit);
    }
}
