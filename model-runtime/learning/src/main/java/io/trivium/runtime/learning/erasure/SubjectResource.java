package io.trivium.runtime.learning.erasure;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Whom examples are about, by the keys that only their domain can resolve. */
@Path("/v1/learning/subjects")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.PLATFORM_ADMIN)
public class SubjectResource {
    static final String KEY = "[A-Za-z0-9._:-]{1,128}";

    private final ErasureService erasures;
    private final TenantContext tenants;
    private final Caller caller;

    SubjectResource(ErasureService erasures, TenantContext tenants, Caller caller) {
        this.erasures = erasures;
        this.tenants = tenants;
        this.caller = caller;
    }

    /**
     * Erases all data about a subject of the caller's tenant, in every task, and refuses later records about it.
     *
     * @param subject key as in the examples
     * @param reason for the audit log; without personal data
     */
    @DELETE
    @Path("{subject}")
    @FreshLogin
    public ErasureView erase(
            @PathParam("subject") @Pattern(regexp = KEY) String subject,
            @QueryParam("reason") @NotNull @NotBlank @Size(max = 500) String reason) {
        return erasures.erase(tenants.require(), caller.name(), subject, reason);
    }
}
