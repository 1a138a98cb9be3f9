package io.trivium.core.tenancy;

import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenant of the present request, from the caller's access token; works in HTTP and gRPC calls alike. */
@RequestScoped
public class TenantContext {

    /** Claim of the access token. */
    public static final String CLAIM = "tenant_id";

    private final Caller caller;
    private final KnownTenants tenants;

    TenantContext(Caller caller, KnownTenants tenants) {
        this.caller = caller;
        this.tenants = tenants;
    }

    /** The caller's tenant; {@code tenant-missing} or {@code tenant-unknown} when the token has none to act for. */
    public TenantId require() {
        return InferenceTenants.ownTenant(claim(), tenants);
    }

    /** The caller's tenant, or empty for a platform service ({@code *}); refuses a missing or unknown one. */
    public Optional<TenantId> current() {
        return isPlatformService() ? Optional.empty() : Optional.of(require());
    }

    /** Whether the token stands for the platform itself ({@code tenant_id} {@code *}). */
    public boolean isPlatformService() {
        return TenantId.ANY.equals(claim());
    }

    /** The tenant to infer for, as {@link #inferenceTenants} says. */
    public TenantId forInference(@Nullable String named) {
        return inferenceTenants().of(named);
    }

    /** The tenants that the caller may infer for; stays true for as long as the caller's token is valid. */
    public InferenceTenants inferenceTenants() {
        return new InferenceTenants(claim(), caller.hasRole(Roles.INFERENCE_CLIENT), tenants);
    }

    /** The tenant under which an act of this caller is audited: its own, or the platform's. */
    public TenantId forAudit() {
        return current().orElse(TenantId.PLATFORM);
    }

    private @Nullable String claim() {
        return caller.claim(CLAIM).orElse(null);
    }
}
