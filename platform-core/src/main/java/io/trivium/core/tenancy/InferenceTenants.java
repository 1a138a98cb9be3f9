package io.trivium.core.tenancy;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that one caller may infer for. A request of a tenant's own token may name one of its tenants or none; a
 * platform service ({@code *}) must name one, and needs the role {@code inference-client}. Does not tell whether the
 * token is still valid: an instance must not be kept longer than the token from which it was created. Immutable,
 * thread-safe.
 */
public final class InferenceTenants {
    private final @Nullable String claim;
    private final List<String> claims;
    private final boolean mayActForOthers;
    private final KnownTenants tenants;

    /**
     * @param claim the tenant that the caller acts for where a request names none, or {@code *}, or null
     * @param claims all tenants of {@link TenantContext#CLAIM} of the caller's access token
     * @param mayActForOthers whether the caller has the role {@code inference-client}
     */
    public InferenceTenants(
            @Nullable String claim, List<String> claims, boolean mayActForOthers, KnownTenants tenants) {
        this.claim = claim;
        this.claims = List.copyOf(claims);
        this.mayActForOthers = mayActForOthers;
        this.tenants = tenants;
    }

    /** Whether the token names more than one tenant. */
    public boolean areSeveral() {
        return claims.size() > 1;
    }

    /**
     * The tenant to infer for.
     *
     * @param named by the request, or null
     * @throws PlatformException {@code tenant-missing}, {@code tenant-unknown}, {@code tenant-mismatch} or
     *     {@code forbidden}
     */
    public TenantId of(@Nullable String named) {
        if (!TenantId.ANY.equals(claim)) {
            TenantId own = ownTenant(claim, tenants);
            if (named == null || named.isEmpty()) return own;
            if (!claims.contains(named)) {
                throw new PlatformException(
                        CoreErrorCode.TENANT_MISMATCH, "The request names another tenant than the access token.");
            }
            return ownTenant(named, tenants);
        }
        if (!mayActForOthers) {
            throw new PlatformException(
                    CoreErrorCode.FORBIDDEN, "A platform service needs the role inference-client to act for a tenant.");
        }
        return known(
                TenantId.parse(named)
                        .orElseThrow(() -> new PlatformException(
                                CoreErrorCode.TENANT_MISSING, "A platform service must name the tenant it acts for.")),
                tenants);
    }

    /** Returns the tenant that a token represents. */
    static TenantId ownTenant(@Nullable String claim, KnownTenants tenants) {
        return known(
                TenantId.parse(claim)
                        .orElseThrow(() -> new PlatformException(
                                CoreErrorCode.TENANT_MISSING, "The access token names no tenant that it can act for.")),
                tenants);
    }

    private static TenantId known(TenantId tenant, KnownTenants tenants) {
        if (!tenants.contains(tenant)) {
            throw new PlatformException(
                    CoreErrorCode.TENANT_UNKNOWN,
                    "Tenant " + tenant + " is not served here.",
                    Map.of("tenant", tenant.value()));
        }
        return tenant;
    }
}
