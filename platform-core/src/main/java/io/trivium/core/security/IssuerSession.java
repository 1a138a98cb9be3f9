package io.trivium.core.security;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a person's session at the issuer from here, so that no token appears in an address, and takes the issuer's word
 * that one has ended (OpenID Connect Back-Channel Logout 1.0). Thread-safe.
 */
@ApplicationScoped
class IssuerSession {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final TenantConfigBean issuers;

    IssuerSession(TenantConfigBean issuers) {
        this.issuers = issuers;
    }

    /**
     * Ends the session of the request at the issuer; all consoles notice within {@code platform.session.check-interval}.
     * Does nothing for a caller without such a session.
     *
     * <p>Fails with {@code upstream} if the issuer does not confirm it.
     */
    Uni<Void> end(RoutingContext routing) {
        @Nullable AuthorizationCodeTokens tokens = routing.get(AuthorizationCodeTokens.class.getName());
        @Nullable TenantConfigContext issuer = routing.get(TenantConfigContext.class.getName());
        if (tokens == null || issuer == null) return Uni.createFrom().voidItem();
        OidcTenantConfig client = issuer.oidcConfig();
        MultiMap form = MultiMap.caseInsensitiveMultiMap()
                .add("client_id", client.clientId().orElseThrow())
                .add("client_secret", client.credentials().secret().orElse(""))
                .add("refresh_token", String.valueOf(tokens.getRefreshToken()));
        return issuer.getOidcProviderClient()
                .getWebClient()
                .postAbs(issuer.getOidcMetadata().getEndSessionUri())
                .timeout(PATIENCE.toMillis())
                .sendForm(form)
                .onFailure()
                .transform(failure -> unconfirmed(failure.getMessage()))
                .invoke(answer -> {
                    if (answer.statusCode() >= 300) throw unconfirmed("status " + answer.statusCode());
                })
                .replaceWithVoid();
    }

    /**
     * The session that a logout token ends (section 2.6 of the specification): signed by the issuer for this client, not
     * expired, with the event and a {@code sid}, without a nonce.
     *
     * <p>Fails with {@code invalid-request} for every other text.
     */
    Uni<String> ended(@Nullable String logoutToken) {
        TenantConfigContext issuer = Objects.requireNonNull(issuers.getStaticTenant(OidcTenants.CONSOLE));
        return (issuer.ready() ? Uni.createFrom().item(issuer) : issuer.initialize())
                .map(ready -> verified(ready, logoutToken == null ? "" : logoutToken));
    }

    private static String verified(TenantConfigContext issuer, String logoutToken) {
        try {
            Objects.requireNonNull(issuer.provider()).verifyLogoutJwtToken(logoutToken);
        } catch (InvalidJwtException e) {
            throw invalid("it is not signed by the issuer for this console, or has expired", e);
        }
        JsonNode claims = TokenClaims.all(logoutToken);
        if (!claims.path("events").path(EVENT).isObject() || claims.has("nonce")) {
            throw invalid("it is a token of another kind", null);
        }
        if (!claims.path("sid").isTextual()) {
            throw invalid("it has no sid; set 'Backchannel logout session required' for the client", null);
        }
        return claims.path("sid").textValue();
    }

    private static PlatformException invalid(String why, @Nullable Exception cause) {
        return new PlatformException(
                CoreErrorCode.INVALID_REQUEST, "The logout token is refused: " + why + ".", Map.of(), cause);
    }

    private static PlatformException unconfirmed(@Nullable String why) {
        return new PlatformException(
                CoreErrorCode.UPSTREAM,
                "You are signed out of this console, but the identity provider did not confirm that its session ended ("
                        + why + "): close the browser.");
    }
}
