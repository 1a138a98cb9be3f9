package io.trivium.industrial.reading;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.web.RequestTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Readings of an asset, for screens. */
@Path("/v1/assets/{assetId}")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReadingResource {
    private final ReadingQuery query;
    private final TenantContext tenant;

    ReadingResource(ReadingQuery query, TenantContext tenant) {
        this.query = query;
        this.tenant = tenant;
    }

    /** One trend for each requested tag. */
    public record Trends(List<TrendView> items) {}

    /** The latest reading of each tag, by name. */
    public record Latest(List<LatestView> items) {}

    /** At most so many stretches as the plot has pixels, for each of at most 20 tags. */
    @GET
    @Path("trends")
    public Trends trends(
            @PathParam("assetId") UUID assetId,
            @QueryParam("tag") @NotNull @Size(min = 1, max = 20) List<@NotNull @Size(min = 1, max = 200) String> tags,
            @QueryParam("from") @NotNull OffsetDateTime from,
            @QueryParam("to") @NotNull OffsetDateTime to,
            @QueryParam("pixels") @DefaultValue("1000") @Min(1) @Max(20_000) int pixels) {
        return new Trends(
                query.trends(tenant.require(), assetId, tags, RequestTime.of(from), RequestTime.of(to), pixels));
    }

    @GET
    @Path("latest")
    public Latest latest(@PathParam("assetId") UUID assetId) {
        return new Latest(query.latest(tenant.require(), assetId));
    }
}
