package io.trivium.industrial.asset;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** The tags of an asset. A tag's name may hold slashes, so it is a parameter and not part of the path. */
@Path("/v1/assets/{assetId}/tags")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TagResource {
    private final TagService tags;
    private final TenantContext tenant;

    TagResource(TagService tags, TenantContext tenant) {
        this.tags = tags;
        this.tenant = tenant;
    }

    /** All tags of the asset, by name. */
    public record Tags(List<TagView> items) {}

    /**
     * A tag as it shall be.
     *
     * @param version that the caller saw; 0 for a tag that is not there yet
     */
    public record TagDraft(
            @Min(0) int version, @NotNull @Valid TagDefinition tag) {}

    @GET
    public Tags all(@PathParam("assetId") UUID assetId) {
        return new Tags(tags.ofAsset(tenant.require(), assetId));
    }

    @PUT
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public TagView put(@PathParam("assetId") UUID assetId, @NotNull @Valid TagDraft draft) {
        return tags.put(tenant.require(), assetId, draft.version(), draft.tag());
    }

    @DELETE
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    public void remove(
            @PathParam("assetId") UUID assetId,
            @QueryParam("name") @NotNull @Size(min = 1, max = 200) String name,
            @QueryParam("version") @Min(1) int version) {
        tags.remove(tenant.require(), assetId, name, version);
    }
}
