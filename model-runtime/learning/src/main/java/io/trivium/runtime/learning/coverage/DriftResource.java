package io.trivium.runtime.learning.coverage;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Distances between data sets of the caller's tenant. */
@Path("/v1/learning/manifests/{manifest}/drift")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class DriftResource {
    private final DriftService drift;
    private final TenantContext tenants;

    DriftResource(DriftService drift, TenantContext tenants) {
        this.drift = drift;
        this.tenants = tenants;
    }

    /** Against the manifest before it, or another one of the task. */
    @GET
    public DriftView drift(@PathParam("manifest") UUID manifest, @QueryParam("against") @Nullable UUID against) {
        return drift.compare(tenants.require(), manifest, against);
    }
}
