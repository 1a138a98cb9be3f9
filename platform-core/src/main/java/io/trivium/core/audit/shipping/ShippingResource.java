package io.trivium.core.audit.shipping;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What was shipped of the audit log of the caller's tenant; a platform service sees the platform's own. */
@Path("/v1/audit/shipping")
@RolesAllowed(Roles.PLATFORM_AUDITOR)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ShippingResource {
    private final ShippedVerifier verifier;
    private final TenantContext tenant;

    ShippingResource(ShippedVerifier verifier, TenantContext tenant) {
        this.verifier = verifier;
        this.tenant = tenant;
    }

    /** Reads what each destination holds of the chain and compares it with the database; a chain of a million entries takes minutes. */
    @GET
    @Path("verification")
    public ShippedReport verification() {
        return verifier.verify(tenant.forAudit());
    }
}
