package io.trivium.core.security;

import io.quarkus.oidc.TenantResolver;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Chooses how a request is authenticated: a bearer token always by the API's rules; a console address or a console
 * session by the console's; everything else by the API's, which answer 401 and never redirect.
 */
@ApplicationScoped
class OidcTenants implements TenantResolver {

    /** Quarkus' name of the tenant configured at {@code quarkus.oidc}. */
    private static final String API = "Default";

    static final String CONSOLE = "console";

    private final ConsoleSession session;

    OidcTenants(ConsoleSession session) {
        this.session = session;
    }

    @Override
    public String resolve(RoutingContext routing) {
        if (routing.request().getHeader(HttpHeaders.AUTHORIZATION) != null) return API;
        return ConsolePaths.isConsole(routing.normalizedPath()) || session.isPresent(routing) ? CONSOLE : API;
    }
}
