package io.trivium.runtime.inference;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.runtime.OidcIdentityProvider;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Remembers access tokens that were verified, so that a client which sends the same one with every request pays for its
 * signature once. A token is known by its SHA-256, until it expires and for a minute at most; verifying it again would
 * not check revocation, either. Refused tokens are not remembered. Thread-safe.
 */
@ApplicationScoped
class VerifiedTokens implements IdentityProvider<TokenAuthenticationRequest> {
    static final int MOST = 4_096;
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int BEFORE_THE_VERIFIER = SYSTEM_FIRST + 1_000;

    private final IdentityProvider<TokenAuthenticationRequest> verifier;
    private final InstantSource clock;
    private final Map<ByteBuffer, Known> known = new ConcurrentHashMap<>();

    private record Known(SecurityIdentity identity, Instant until) {}

    @Inject
    VerifiedTokens(OidcIdentityProvider verifier, InstantSource clock) {
        this((IdentityProvider<TokenAuthenticationRequest>) verifier, clock);
    }

    VerifiedTokens(IdentityProvider<TokenAuthenticationRequest> verifier, InstantSource clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public int priority() {
        return BEFORE_THE_VERIFIER;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        if (!(request.getToken() instanceof AccessTokenCredential)) return verifier.authenticate(request, context);
        ByteBuffer key = hash(request.getToken().getToken());
        Known before = known.get(key);
        if (before != null && clock.instant().isBefore(before.until())) {
            return Uni.createFrom().item(of(request, before.identity()));
        }
        return verifier.authenticate(request, context).invoke(identity -> remember(key, identity));
    }

    /** The identity with the attributes of this request only. */
    private static SecurityIdentity of(TokenAuthenticationRequest request, SecurityIdentity identity) {
        RoutingContext routing = HttpSecurityUtils.getRoutingContextAttribute(request);
        if (routing == null) return identity;
        return QuarkusSecurityIdentity.builder(identity)
                .addAttribute(HttpSecurityUtils.ROUTING_CONTEXT_ATTRIBUTE, routing)
                .build();
    }

    private void remember(ByteBuffer key, SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) return;
        Instant now = clock.instant();
        Instant expiry = Instant.ofEpochSecond(token.getExpirationTime());
        Instant until = expiry.isBefore(now.plus(LONGEST)) ? expiry : now.plus(LONGEST);
        if (!now.isBefore(until)) return;
        if (known.size() >= MOST) known.values().removeIf(each -> !now.isBefore(each.until()));
        if (known.size() >= MOST) known.clear();
        known.put(key, new Known(withoutRequest(identity), until));
    }

    /** A copy that holds nothing of the request it was verified for. */
    private static SecurityIdentity withoutRequest(SecurityIdentity identity) {
        QuarkusSecurityIdentity.Builder copy = QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addRoles(identity.getRoles())
                .addCredentials(identity.getCredentials())
                .addPermissions(identity.getPermissions());
        identity.getAttributes().forEach((name, value) -> {
            if (!(value instanceof RoutingContext)) copy.addAttribute(name, value);
        });
        return copy.build();
    }

    /** Until when the token of that hash need not be verified again; null when it must be. */
    @Nullable
    Instant trustedUntil(ByteBuffer hash) {
        Known token = known.get(hash);
        return token != null && clock.instant().isBefore(token.until()) ? token.until() : null;
    }

    /** Tokens now remembered. */
    int size() {
        return known.size();
    }

    /** A token's name here: its SHA-256. */
    static ByteBuffer hash(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
