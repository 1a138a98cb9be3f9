package io.trivium.runtime.learning.erasure;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.erasure.ErasureView.ErasurePage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Proofs of erasures of the caller's tenant. */
@Path("/v1/learning/erasures")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.PLATFORM_ADMIN, Roles.PLATFORM_AUDITOR, Roles.MODEL_OPERATOR})
public class ErasureResource {
    private final ErasureService erasures;
    private final TenantContext tenants;

    ErasureResource(ErasureService erasures, TenantContext tenants) {
        this.erasures = erasures;
        this.tenants = tenants;
    }

    /**
     * Erasures, the latest first.
     *
     * @param subject key of a subject, to find its own
     */
    @GET
    public ErasurePage list(
            @QueryParam("subject") @Nullable @Pattern(regexp = SubjectResource.KEY) String subject,
            @QueryParam("cursor") @Nullable @Size(max = 100) String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return erasures.list(tenants.require(), subject, cursor == null ? null : ErasureCursor.parse(cursor), limit);
    }

    @GET
    @Path("{erasure}")
    public ErasureView erasure(@PathParam("erasure") UUID erasure) {
        return erasures.require(tenants.require(), erasure);
    }
}
