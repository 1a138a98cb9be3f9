package io.trivium.core.web;

import io.trivium.core.security.ConsolePaths;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Deep links into the console answer its page; access is checked before, on the address that was asked for. */
@ApplicationScoped
class ConsoleRoutes {

    /** Before static files, which would answer 404 for an address that only the application knows. */
    private static final int BEFORE_STATIC_FILES = -10;

    private final boolean present =
            Thread.currentThread().getContextClassLoader().getResource("META-INF/resources" + ConsolePaths.INDEX)
                    != null;

    void register(@Observes Router router) {
        if (!present) {
            return;
        }
        router.route(HttpMethod.GET, "/console").order(BEFORE_STATIC_FILES).handler(ConsoleRoutes::page);
        router.route(HttpMethod.GET, "/console/*").order(BEFORE_STATIC_FILES).handler(ConsoleRoutes::page);
    }

    private static void page(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (path.equals("/console")) {
            routing.response()
                    .setStatusCode(302)
                    .putHeader(HttpHeaders.LOCATION, ConsolePaths.ROOT)
                    .end();
        } else if (ConsolePaths.isDeepLink(path)) {
            routing.reroute(ConsolePaths.INDEX);
        } else {
            routing.next();
        }
    }
}
