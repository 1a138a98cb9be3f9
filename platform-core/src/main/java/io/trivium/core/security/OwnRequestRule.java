package io.trivium.core.security;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** A session cookie travels with requests that other sites cause, so a change made with it must prove its origin. */
class OwnRequestRule {

    /** Sent by the console's own scripts; another site's form or image cannot. */
    static final String HEADER = "X-Trivium-Request";

    /** Origins of a request by Fetch Metadata; a browser that sends none is held by the header alone. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final ConsoleSession session;

    OwnRequestRule(ConsoleSession session) {
        this.session = session;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void requireOwnRequest(ContainerRequestContext request, RoutingContext routing) {
        boolean bySession =
                routing.request().getHeader(HttpHeaders.AUTHORIZATION) == null && session.isPresent(routing);
        if (!bySession || SAFE_METHODS.contains(request.getMethod())) return;
        if (isOfAnotherSite(routing)) {
            throw new PlatformException(
                    CoreErrorCode.FORBIDDEN,
                    "The request comes from a page of another site; make the change in this service's console.");
        }
        if (!"1".equals(request.getHeaderString(HEADER))) {
            throw new PlatformException(
                    CoreErrorCode.CSRF_HEADER_MISSING,
                    "A change made with a console session needs the header X-Trivium-Request: 1.");
        }
    }

    /** Whether the browser says that a page of another origin caused the request (W3C Fetch Metadata). */
    static boolean isOfAnotherSite(RoutingContext routing) {
        String site = routing.request().getHeader("Sec-Fetch-Site");
        return site != null && !OWN_SITES.contains(site);
    }
}
