package io.trivium.core.web;

import io.trivium.core.security.ConsolePaths;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Serves the console's page for deep links into it; access is checked before, on the requested address. */
@ApplicationScoped
class ConsoleRoutes {

    /** Before static files, which would answer 404 for an address that only the application knows. */
    private static final int BEFORE_STATIC_FILES = -10;

    private static final String FILE = "META-INF/resources" + ConsolePaths.INDEX;

    private final boolean present =
            Thread.currentThread().getContextClassLoader().getResource(FILE) != null;
    private final SharedHost host;

    ConsoleRoutes(SharedHost host) {
        this.host = host;
    }

    void register(@Observes Router router) {
        if (!present) return;
        router.route(HttpMethod.GET, "/console").order(BEFORE_STATIC_FILES).handler(ConsoleRoutes::page);
        if (!host.prefix().isEmpty()) {
            Buffer index = Buffer.buffer(index());
            router.route(HttpMethod.GET, ConsolePaths.INDEX)
                    .order(BEFORE_STATIC_FILES - 1)
                    .handler(routing -> routing.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                            .end(index));
        }
        router.route(HttpMethod.GET, "/console/*").order(BEFORE_STATIC_FILES).handler(ConsoleRoutes::page);
    }

    /** Returns the page; its files are under the service's path on a shared host. */
    private String index() {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("=\"" + ConsolePaths.ROOT, "=\"" + host.prefix() + ConsolePaths.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("the console's page cannot be read", e);
        }
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
