package io.trivium.core.security;

import io.quarkus.oidc.JavaScriptRequestChecker;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Tells a page the user opens from a request a script makes. Only the former is redirected to the login; a script gets
 * 401 and sends the browser to {@code /console/login} itself.
 */
@ApplicationScoped
class BackgroundRequests implements JavaScriptRequestChecker {

    @Override
    public boolean isJavaScriptRequest(RoutingContext routing) {
        if (!ConsolePaths.isConsole(routing.normalizedPath())) return true;
        String mode = routing.request().getHeader("Sec-Fetch-Mode");
        return (mode != null && !mode.equals("navigate")) || routing.request().getHeader(OwnRequestRule.HEADER) != null;
    }
}
