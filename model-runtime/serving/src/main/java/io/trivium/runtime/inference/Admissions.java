package io.trivium.runtime.inference;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.core.tenancy.TenantContext;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Callers that passed every check for inferring a moment ago: signature, issuer, audience, kind of token, role. Their
 * next calls skip those checks, for as long as {@link VerifiedTokens} trusts their token. Refused callers are never
 * remembered, so that a refusal is always decided by the checks themselves. Thread-safe.
 */
@ApplicationScoped
class Admissions {
    private static final int MOST = VerifiedTokens.MOST;
    private static final String SCHEME = "Bearer ";

    private final VerifiedTokens tokens;
    private final InstantSource clock;
    private final Map<ByteBuffer, Admission> admitted = new ConcurrentHashMap<>();

    private record Admission(InferenceTenants tenants, Instant until) {}

    Admissions(VerifiedTokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** As {@link #find(String)}; null also for a request that chooses one of its tenants by a header. */
    @Nullable
    InferenceTenants find(MultiMap headers) {
        return headers.contains(TenantContext.HEADER) ? null : find(headers.get(HttpHeaders.AUTHORIZATION));
    }

    /**
     * The tenants that the bearer of a token may infer for, or null when the token must be checked.
     *
     * @param authorization the header of that name
     */
    @Nullable
    InferenceTenants find(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(SCHEME)) return null;
        Admission admission = admitted.get(VerifiedTokens.hash(authorization.substring(SCHEME.length())));
        return admission != null && clock.instant().isBefore(admission.until()) ? admission.tenants() : null;
    }

    /** Remembers a caller who was admitted to infer; not one of several tenants, which acts for another one each time. */
    void remember(SecurityIdentity identity, InferenceTenants tenants) {
        if (tenants.areSeveral() || identity.isAnonymous() || !identity.hasRole(Roles.INFERENCE_CLIENT)) return;
        AccessTokenCredential token = identity.getCredential(AccessTokenCredential.class);
        if (token == null) return;
        ByteBuffer key = VerifiedTokens.hash(token.getToken());
        Instant until = tokens.trustedUntil(key);
        Instant now = clock.instant();
        if (until == null || !now.isBefore(until)) return;
        if (admitted.size() >= MOST) admitted.values().removeIf(each -> !now.isBefore(each.until()));
        if (admitted.size() >= MOST) admitted.clear();
        admitted.put(key, new Admission(tenants, until));
    }
}
