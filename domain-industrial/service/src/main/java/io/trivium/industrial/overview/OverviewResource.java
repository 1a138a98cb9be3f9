package io.trivium.industrial.overview;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The plant of the caller's organisation on one screen, once and live. */
@Path("/v1")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@RunOnVirtualThread
public class OverviewResource {
    private final OverviewReader reader;
    private final LiveStream live;
    private final TenantContext tenant;

    OverviewResource(OverviewReader reader, LiveStream live, TenantContext tenant) {
        this.reader = reader;
        this.live = live;
        this.tenant = tenant;
    }

    @GET
    @Path("overview")
    @Produces(MediaType.APPLICATION_JSON)
    public OverviewView overview() {
        return reader.overview(tenant.require());
    }

    /**
     * Server-sent events: {@code alarm} (an alarm that changed), {@code overview} (assets and figures that changed, at
     * most once a second), {@code work-order}, and of an asset {@code readings} (the latest of each tag that has a new
     * one, at most twice a second). The stream ends after some minutes; the client reconnects and requests its data
     * again.
     */
    @GET
    @Path("live")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "Events of type alarm, overview, work-order and readings",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public void live(@QueryParam("assetId") @Nullable UUID assetId, @Context SseEventSink sink, @Context Sse sse)
            throws InterruptedException {
        live.run(tenant.require(), assetId, sink, sse);
    }
}
