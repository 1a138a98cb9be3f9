package io.trivium.industrial.asset;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Templates of assets, of the caller's organisation. */
@Path("/v1/asset-types")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AssetTypeResource {
    private final AssetTypeService types;
    private final TenantContext tenant;

    AssetTypeResource(AssetTypeService types, TenantContext tenant) {
        this.types = types;
        this.tenant = tenant;
    }

    /** All types, by name. */
    public record AssetTypes(List<AssetType> items) {}

    /**
     * The desired definition of a type.
     *
     * @param version that the caller saw; 0 for a type that does not exist yet
     * @param monitor how its assets are monitored; null if they are not
     * @param cycle how its cycles are detected; null if it has none
     */
    public record AssetTypeDraft(
            @Min(0) int version,
            @NotNull @Size(max = 500) String description,
            @NotNull @Valid @Size(max = 1000) List<@NotNull @Valid TagDefinition> tags,
            @Nullable @Valid MonitorPlan monitor,
            @Nullable @Valid CyclePlan cycle) {}

    @GET
    public AssetTypes all() {
        return new AssetTypes(types.all(tenant.require()));
    }

    @GET
    @Path("{name}")
    public AssetType get(@PathParam("name") String name) {
        return types.require(tenant.require(), name);
    }

    @PUT
    @Path("{name}")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public AssetType put(
            @PathParam("name") @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,63}") String name,
            @NotNull @Valid AssetTypeDraft draft) {
        return types.put(
                tenant.require(),
                new AssetType(
                        name, draft.description(), draft.tags(), draft.monitor(), draft.cycle(), draft.version()));
    }
}
