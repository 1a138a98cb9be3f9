package io.trivium.med.reading;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.delivery.Destinations;
import io.trivium.med.reading.DestinationView.QueuePage;
import io.trivium.med.reading.DestinationView.QueuedView;
import io.trivium.med.reading.DestinationView.RetriedView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Destinations of results: what waits, what was given up on, and what to do about it. Every act is in the audit log. */
@Path("/v1/destinations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DestinationResource {

    private final Destinations destinations;
    private final DestinationQueues queues;
    private final TenantContext tenant;
    private final Caller caller;

    DestinationResource(Destinations destinations, DestinationQueues queues, TenantContext tenant, Caller caller) {
        this.destinations = destinations;
        this.queues = queues;
        this.tenant = tenant;
        this.caller = caller;
    }

    /**
     * Which deliveries to try again.
     *
     * @param sopInstanceUids the objects; all that were given up on without
     */
    public record RetryRequest(
            @NotBlank @Size(max = ReasonRequest.LONGEST) String reason,

            @Nullable @Size(min = 1, max = 1_000)
            List<@NotNull @Pattern(regexp = "[0-9.]{1,64}") String> sopInstanceUids) {}

    /** All destinations by name. */
    @GET
    @RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
    public List<DestinationView> list() {
        return destinations.list(tenant.require()).stream()
                .map(DestinationView::of)
                .toList();
    }

    /**
     * A destination's deliveries in one state, the newest first.
     *
     * @param state pending, sent, committed or dead
     */
    @GET
    @Path("{name}/deliveries")
    @RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
    public QueuePage queue(
            @PathParam("name") String name,
            @QueryParam("state") @DefaultValue("pending") @Pattern(regexp = "pending|sent|committed|dead") String state,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("offset") @DefaultValue("0") @Min(0) @Max(100_000) int offset) {
        destinations.require(tenant.require(), name);
        List<QueuedView> found = queues.of(tenant.require(), name, state, limit + 1, offset);
        return found.size() <= limit
                ? new QueuePage(found, null)
                : new QueuePage(found.subList(0, limit), offset + limit);
    }

    /** Stops sending; what comes meanwhile waits. */
    @POST
    @Path("{name}/pause")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MED_INTEGRATOR)
    public List<DestinationView> pause(@PathParam("name") String name, @NotNull @Valid ReasonRequest request) {
        destinations.pause(tenant.require(), name, caller.name(), request.reason());
        return list();
    }

    /** Sends again, from where it stopped. */
    @POST
    @Path("{name}/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MED_INTEGRATOR)
    public List<DestinationView> resume(@PathParam("name") String name, @NotNull @Valid ReasonRequest request) {
        destinations.resume(tenant.require(), name, caller.name(), request.reason());
        return list();
    }

    /** Puts deliveries that were given up on back into the queue. */
    @POST
    @Path("{name}/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MED_INTEGRATOR)
    public RetriedView retry(@PathParam("name") String name, @NotNull @Valid RetryRequest request) {
        return new RetriedView(destinations.retryDead(
                tenant.require(),
                name,
                request.sopInstanceUids() == null ? List.of() : request.sopInstanceUids(),
                caller.name(),
                request.reason()));
    }
}
