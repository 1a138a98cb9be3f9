package io.trivium.industrial.cycle;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.industrial.cycle.CycleViews.CycleVerdict;
import io.trivium.industrial.cycle.CycleViews.ProcessCycle;
import io.trivium.industrial.cycle.CycleViews.ProcessCycleDetail;
import io.trivium.industrial.cycle.CycleViews.ProcessCycles;
import io.trivium.industrial.paging.PageCursor;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles of an asset of the caller's organisation, such as welds. */
@Path("/v1/assets/{assetId}/cycles")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CycleResource {
    private final CycleReader reader;
    private final CycleVerdicts verdicts;
    private final TenantContext tenant;

    CycleResource(CycleReader reader, CycleVerdicts verdicts, TenantContext tenant) {
        this.reader = reader;
        this.verdicts = verdicts;
        this.tenant = tenant;
    }

    /** The latest first. */
    @GET
    public ProcessCycles list(
            @PathParam("assetId") UUID assetId,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit,
            @QueryParam("after") @Nullable @Size(max = 200) String after) {
        return reader.list(tenant.require(), assetId, after == null ? null : PageCursor.decode(after), limit);
    }

    /** One, with its course against good ones of its job. */
    @GET
    @Path("{cycleId}")
    public ProcessCycleDetail get(@PathParam("assetId") UUID assetId, @PathParam("cycleId") UUID cycleId) {
        return reader.detail(tenant.require(), assetId, cycleId);
    }

    /** Labels a cycle. */
    @POST
    @Path("{cycleId}/verdict")
    @Consumes(MediaType.APPLICATION_JSON)
    public ProcessCycle tell(
            @PathParam("assetId") UUID assetId,
            @PathParam("cycleId") UUID cycleId,
            @NotNull @Valid CycleVerdict verdict) {
        return verdicts.label(tenant.require(), assetId, cycleId, verdict);
    }
}
