package io.trivium.core.tenancy;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tenant of the present request, from the caller's access token; works in HTTP and gRPC calls alike. A token may name
 * several tenants that its user belongs to. Each request then acts for one of them: the one that its header
 * {@value #HEADER} names, or the one of the cookie {@value #COOKIE}, or the first of the token that is served here.
 */
@RequestScoped
public class TenantContext {

    /** Claim of the access token: a tenant, or a list of them. */
    public static final String CLAIM = "tenant_id";

    /** Names the tenant that one request acts for; the token must name it too. */
    public static final String HEADER = "X-Trivium-Organisation";

    /** The tenant that a person chose last in a console; it has no effect where the token does not name it. */
    public static final String COOKIE = "trivium_organisation";

    private final Caller caller;
    private final KnownTenants tenants;
    private final CurrentVertxRequest request;

    TenantContext(Caller caller, KnownTenants tenants, CurrentVertxRequest request) {
        this.caller = caller;
        this.tenants = tenants;
        this.request = request;
    }

    /** The caller's tenant; {@code tenant-missing}, {@code tenant-unknown} or {@code tenant-mismatch} when there is none. */
    public TenantId require() {
        return InferenceTenants.ownTenant(claim(), tenants);
    }

    /** The caller's tenant, or empty for a platform service ({@code *}); refuses a missing or unknown one. */
    public Optional<TenantId> current() {
        return isPlatformService() ? Optional.empty() : Optional.of(require());
    }

    /** The tenants that the caller may act for here: those of its token that are served, in the token's order. */
    public List<TenantId> choices() {
        return caller.claims(CLAIM).stream()
                .flatMap(each -> TenantId.parse(each).stream())
                .filter(tenants::contains)
                .toList();
    }

    /** Whether the token represents the platform itself ({@code tenant_id} {@code *}). */
    public boolean isPlatformService() {
        return List.of(TenantId.ANY).equals(caller.claims(CLAIM));
    }

    /** The tenant to infer for, as {@link #inferenceTenants} says. */
    public TenantId forInference(@Nullable String named) {
        return inferenceTenants().of(named);
    }

    /** The tenants that the caller may infer for; stays true for as long as the caller's token is valid. */
    public InferenceTenants inferenceTenants() {
        return new InferenceTenants(claim(), caller.claims(CLAIM), caller.hasRole(Roles.INFERENCE_CLIENT), tenants);
    }

    /** The tenant under which an act of this caller is audited: its own, or the platform's. */
    public TenantId forAudit() {
        return current().orElse(TenantId.PLATFORM);
    }

    /** The tenant that the request acts for, as the token spells it, or null when the token names none. */
    private @Nullable String claim() {
        if (isPlatformService()) return TenantId.ANY;
        List<String> claims = caller.claims(CLAIM).stream()
                .filter(each -> !TenantId.ANY.equals(each))
                .toList();
        if (claims.isEmpty()) return null;
        RoutingContext routing = request.getCurrent();
        if (routing == null) return first(claims);
        String named = routing.request().getHeader(HEADER);
        if (named != null && !claims.contains(named)) {
            throw new PlatformException(
                    CoreErrorCode.TENANT_MISMATCH,
                    "The header " + HEADER + " names an organisation that the access token does not.");
        }
        return named != null ? named : chosen(routing.request(), claims);
    }

    private String chosen(HttpServerRequest asked, List<String> claims) {
        Cookie cookie = claims.size() == 1 ? null : asked.getCookie(COOKIE);
        return cookie != null && claims.contains(cookie.getValue()) && isServed(cookie.getValue())
                ? cookie.getValue()
                : first(claims);
    }

    private String first(List<String> claims) {
        return claims.stream().filter(this::isServed).findFirst().orElse(claims.getFirst());
    }

    private boolean isServed(String claim) {
        return TenantId.parse(claim).filter(tenants::contains).isPresent();
    }
}
