package io.trivium.industrial.monitor;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.web.RequestTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The monitors of assets of the caller's organisation. */
@Path("/v1/assets/{assetId}")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MonitorResource {
    private final MonitorService monitors;
    private final TenantContext tenant;

    MonitorResource(MonitorService monitors, TenantContext tenant) {
        this.monitors = monitors;
        this.tenant = tenant;
    }

    /**
     * Scores over time.
     *
     * @param limit of the score
     */
    public record AnomalyScores(List<ScorePoint> points, double limit) {}

    /** The highest score of a stretch. */
    public record ScorePoint(Instant at, double score) {}

    /** Lets a monitor learn from scratch.
     * @param version that the caller saw; null for any version */
    public record MonitorRestart(@Nullable @Min(1) Integer version) {}

    /** At most so many points as the plot has pixels. */
    @GET
    @Path("anomaly")
    public AnomalyScores anomaly(
            @PathParam("assetId") UUID assetId,
            @QueryParam("from") @NotNull OffsetDateTime from,
            @QueryParam("to") @NotNull OffsetDateTime to,
            @QueryParam("pixels") @DefaultValue("1000") @Min(1) @Max(20_000) int pixels) {
        return new AnomalyScores(
                monitors.scores(tenant.require(), assetId, RequestTime.of(from), RequestTime.of(to), pixels), 1);
    }

    @POST
    @Path("monitor/restart")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public MonitorView restart(@PathParam("assetId") UUID assetId, @NotNull @Valid MonitorRestart request) {
        return monitors.restart(tenant.require(), assetId, request.version());
    }
}
