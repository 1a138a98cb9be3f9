package io.trivium.core.tenancy;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import jakarta.enterprise.context.RequestScoped;
import java.util.Map;
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
        TenantId tenant = TenantId.parse(claim())
                .orElseThrow(() -> new PlatformException(
                        CoreErrorCode.TENANT_MISSING, "The access token names no tenant that it can act for."));
        return known(tenant);
    }

    /** The caller's tenant, or empty for a platform service ({@code *}); refuses a missing or unknown one. */
    public Optional<TenantId> current() {
        return isPlatformService() ? Optional.empty() : Optional.of(require());
    }

    /** Whether the token stands for the platform itself ({@code tenant_id} {@code *}). */
    public boolean isPlatformService() {
        return TenantId.ANY.equals(claim());
    }

    /**
     * The tenant to infer for. A tenant's own token may name that tenant or none; a platform service must name one,
     * and needs the role {@code inference-client}.
     */
    public TenantId forInference(@Nullable String named) {
        if (!isPlatformService()) {
            TenantId own = require();
            if (named != null && !named.isEmpty() && !named.equals(own.value())) {
                throw new PlatformException(
                        CoreErrorCode.TENANT_MISMATCH, "The request names another tenant than the access token.");
            }
            return own;
        }
        if (!caller.hasRole(Roles.INFERENCE_CLIENT)) {
            throw new PlatformException(
                    CoreErrorCode.FORBIDDEN, "A platform service needs the role inference-client to act for a tenant.");
        }
        return known(TenantId.parse(named)
                .orElseThrow(() -> new PlatformException(
                        CoreErrorCode.TENANT_MISSING, "A platform service must name the tenant it acts for.")));
    }

    /** The tenant under which an act of this caller is audited: its own, or the platform's. */
    public TenantId forAudit() {
        return current().orElse(TenantId.PLATFORM);
    }

    private TenantId known(TenantId tenant) {
        if (!tenants.contains(tenant)) {
            throw new PlatformException(
                    CoreErrorCode.TENANT_UNKNOWN,
                    "Tenant " + tenant + " is not served here.",
                    Map.of("tenant", tenant.value()));
        }
        return tenant;
    }

    private @Nullable String claim() {
        return caller.claim(CLAIM).orElse(null);
    }
}
