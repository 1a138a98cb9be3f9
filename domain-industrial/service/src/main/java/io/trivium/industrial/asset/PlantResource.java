package io.trivium.industrial.asset;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The plant of the caller's organisation. */
@Path("/v1/plant")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlantResource {
    private final PlantService plant;
    private final PlantExchange exchange;
    private final TenantContext tenant;

    PlantResource(PlantService plant, PlantExchange exchange, TenantContext tenant) {
        this.plant = plant;
        this.exchange = exchange;
        this.tenant = tenant;
    }

    /** All parts, those above before those below. */
    public record Plant(List<PlantNode> nodes) {}

    /** A part to be added. */
    public record NewNode(
            @Nullable UUID parentId,
            @NotNull PlantLevel level,
            @NotNull @Valid PlantNodeDraft node) {}

    /**
     * A part as it shall be.
     *
     * @param version that the caller saw
     */
    public record ChangedNode(
            @Min(1) int version, @NotNull @Valid PlantNodeDraft node) {}

    @GET
    public Plant all() {
        return new Plant(plant.all(tenant.require()));
    }

    @POST
    @Path("nodes")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public PlantNode add(@NotNull @Valid NewNode request) {
        return plant.add(tenant.require(), request.parentId(), request.level(), request.node());
    }

    @GET
    @Path("nodes/{nodeId}")
    public PlantNode get(@PathParam("nodeId") UUID nodeId) {
        return plant.require(tenant.require(), nodeId);
    }

    @PUT
    @Path("nodes/{nodeId}")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public PlantNode change(@PathParam("nodeId") UUID nodeId, @NotNull @Valid ChangedNode request) {
        return plant.change(tenant.require(), nodeId, request.version(), request.node());
    }

    @DELETE
    @Path("nodes/{nodeId}")
    @FreshLogin
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    public void remove(@PathParam("nodeId") UUID nodeId, @QueryParam("version") @Min(1) int version) {
        plant.remove(tenant.require(), nodeId, version);
    }

    @GET
    @Path("export")
    public PlantDocument export() {
        return exchange.export(tenant.require());
    }

    /** Adds and changes what the document names, all or nothing, and removes nothing. */
    @POST
    @Path("import")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public PlantDocument.Summary take(
            @NotNull @Valid PlantDocument document, @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
        return exchange.take(tenant.require(), document, dryRun);
    }
}
