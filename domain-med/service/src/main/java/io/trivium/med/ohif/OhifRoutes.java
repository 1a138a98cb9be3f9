package io.trivium.med.ohif;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Addresses of the OHIF viewer under {@code /ohif/}. Its files are public software; its data comes from
 * {@code /dicom-web}, which requires a session or a token. A build without OHIF answers 404 with an explanation.
 */
@ApplicationScoped
class OhifRoutes {

    private static final String ROOT = "/ohif/";
    private static final String INDEX = "/ohif/index.html";
    /** Before static files, which would answer 404 for an address that only the application knows. */
    private static final int BEFORE_STATIC_FILES = -10;

    private final boolean present =
            Thread.currentThread().getContextClassLoader().getResource("META-INF/resources" + INDEX) != null;

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, "/ohif").order(BEFORE_STATIC_FILES).handler(this::page);
        router.route(HttpMethod.GET, "/ohif/*").order(BEFORE_STATIC_FILES).handler(this::page);
    }

    private void page(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (!present) {
            routing.response()
                    .setStatusCode(404)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end("This build has no OHIF viewer. Build the console with npm's registry at hand"
                            + " (npm run build -w domain-med/web), then the service.");
        } else if (path.startsWith(ROOT) && !path.equals(INDEX) && isPage(path)) {
            routing.reroute(INDEX);
        } else {
            routing.next();
        }
    }

    /** A view of the application, such as {@code /ohif/viewer}; files have a dot in their name. */
    static boolean isPage(String path) {
        return path.substring(path.lastIndexOf('/') + 1).indexOf('.') < 0;
    }
}
