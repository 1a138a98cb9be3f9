package io.trivium.core.security;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Asks the issuer to have the person log in again, whatever session it has there, when a console needs a fresh login
 * ({@code prompt=login}, OpenID Connect Core 1.0, section 3.1.2.1).
 */
@ApplicationScoped
@Unremovable // Quarkus looks filters up when it starts
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class FreshLoginRedirect implements OidcRedirectFilter {

    @Override
    public void filter(OidcRedirectContext redirect) {
        RoutingContext routing = redirect.routingContext();
        if (routing.normalizedPath().equals(ConsolePaths.LOGIN)
                && routing.queryParams().contains(ConsolePaths.FRESH)) {
            redirect.additionalQueryParams().add("prompt", "login");
        }
    }
}
