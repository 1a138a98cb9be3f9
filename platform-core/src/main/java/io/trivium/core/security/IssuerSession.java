package io.trivium.core.security;

import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a person's session at the issuer from here, so that no token appears in an address. Thread-safe. */
@ApplicationScoped
class IssuerSession {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Ends the session of the request at the issuer; all consoles notice within {@code platform.session.check-interval}.
     * Does nothing for a caller without such a session.
     *
     * <p>Fails with {@code upstream} if the issuer does not confirm it.
     */
    Uni<Void> end(RoutingContext routing) {
        @Nullable AuthorizationCodeTokens tokens = routing.get(AuthorizationCodeTokens.class.getName());
        @Nullable TenantConfigContext issuer = routing.get(TenantConfigContext.class.getName());
        if (tokens == null || issuer == null) {
            return Uni.createFrom().voidItem();
        }
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

    private static PlatformException unconfirmed(@Nullable String why) {
        return new PlatformException(
                CoreErrorCode.UPSTREAM,
                "You are signed out of this console, but the identity provider did not confirm that its session ended ("
                        + why + "): close the browser.");
    }
}
