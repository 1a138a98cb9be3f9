package io.trivium.industrial.overview;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** One asset of the caller's organisation. */
@Path("/v1/assets/{assetId}")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AssetResource {
    private final AssetReader reader;
    private final TenantContext tenant;

    AssetResource(AssetReader reader, TenantContext tenant) {
        this.reader = reader;
        this.tenant = tenant;
    }

    @GET
    public AssetView get(@PathParam("assetId") UUID assetId) {
        return reader.asset(tenant.require(), assetId);
    }
}
