package io.trivium.core.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.security.BearerToken;
import io.trivium.core.security.ConsolePaths;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Applies the rules for every answer of a service, including static files and errors of the HTTP server. */
@ApplicationScoped
class EdgeFilters {

    /** Before Quarkus' own body limit, which answers 413 without saying why. */
    private static final int FIRST = 2_000_000;

    private static final long DEFAULT_LIMIT_BYTES = 256 * 1024;
    private static final String GRPC = "application/grpc";
    private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
    private static final int CLIENT_CHALLENGED_BY_SCRIPT = 499;

    private final String contentSecurityPolicy;
    private final String strictTransportSecurity;
    private final boolean tlsTerminated;
    private final Map<String, String> applications;
    private final long limitBytes;
    private final List<ErrorForm> forms;

    EdgeFilters(WebConfig web, Config config, @Any Instance<ErrorForm> forms) {
        this.contentSecurityPolicy = web.contentSecurityPolicy();
        this.strictTransportSecurity = web.strictTransportSecurity();
        this.tlsTerminated = web.tlsTerminated();
        this.applications = Map.copyOf(web.applications());
        this.limitBytes = config.getOptionalValue("quarkus.http.limits.max-body-size", MemorySize.class)
                .map(MemorySize::asLongValue)
                .orElse(DEFAULT_LIMIT_BYTES);
        this.forms = forms.stream().toList();
    }

    void register(@Observes Filters filters) {
        filters.register(this::addHeaders, FIRST + 2);
        filters.register(this::refuseTrace, FIRST + 1);
        filters.register(this::refuseLargeBody, FIRST);
        filters.register(this::refuseImpossibleToken, FIRST - 1);
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::refuseOddHost);
    }

    private void addHeaders(RoutingContext routing) {
        headTo(routing);
        routing.next();
    }

    private void headTo(RoutingContext routing) {
        routing.addHeadersEndHandler(done -> {
            HttpServerResponse response = routing.response();
            MultiMap headers = response.headers();
            String path = routing.request().path();
            headers.set("Content-Security-Policy", policyOf(path));
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
            if (tlsTerminated || routing.request().isSSL()) {
                headers.set("Strict-Transport-Security", strictTransportSecurity); // RFC 6797 7.2: over TLS alone
            }
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            if (path != null && isPrivate(path)) headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
            if (response.getStatusCode() == CLIENT_CHALLENGED_BY_SCRIPT) {
                // Quarkus' own number for "a script met a login page"; every client knows 401.
                response.setStatusCode(401).setStatusMessage("Unauthorized");
            }
        });
    }

    private String policyOf(@Nullable String path) {
        return application(path).map(applications::get).orElse(contentSecurityPolicy);
    }

    /** The path of the application that an address belongs to. */
    private Optional<String> application(@Nullable String path) {
        return path == null
                ? Optional.empty()
                : applications.keySet().stream().filter(path::startsWith).findFirst();
    }

    /** Everything but the static files of the console and of applications; their pages themselves are never cached. */
    private boolean isPrivate(String path) {
        return application(path).isPresent()
                ? path.endsWith(".html")
                        || path.substring(path.lastIndexOf('/') + 1).indexOf('.') < 0
                : !path.startsWith("/console/") || !ConsolePaths.isAsset(path);
    }

    /** Vert.x refuses such requests before any filter sees them. */
    private void refuseOddHost(RoutingContext routing) {
        if (routing.statusCode() != 400 || routing.request().authority() != null) {
            routing.next();
            return;
        }
        headTo(routing);
        refuse(routing, CoreErrorCode.INVALID_REQUEST, "The header Host is no host with an optional port.", Map.of());
    }

    /** Some of Quarkus' own pages answer every method. */
    private void refuseTrace(RoutingContext routing) {
        if (!routing.request().method().equals(HttpMethod.TRACE)) {
            routing.next();
            return;
        }
        routing.response().putHeader(HttpHeaders.ALLOW, METHODS);
        refuse(routing, HttpErrorCode.METHOD_NOT_ALLOWED, "No address knows the HTTP method TRACE.", Map.of());
    }

    /** What parses tokens later fails on some texts that are none (500), and is not made for thousands of them. */
    private void refuseImpossibleToken(RoutingContext routing) {
        List<String> sent = routing.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (sent.isEmpty() || (sent.size() == 1 && BearerToken.isPossible(sent.getFirst()))) {
            routing.next();
            return;
        }
        String detail = "The header Authorization is not the word Bearer, a space and one signed JWT.";
        String type = routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith(GRPC)) {
            // The status without a message, in the headers (gRPC over HTTP/2, "Trailers-Only").
            routing.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, GRPC)
                    .putHeader("grpc-status", "16")
                    .putHeader("grpc-message", detail)
                    .end();
            return;
        }
        routing.response().putHeader("WWW-Authenticate", "Bearer");
        refuse(routing, HttpErrorCode.UNAUTHENTICATED, detail, Map.of());
    }

    private void refuseLargeBody(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long length = contentLength(request);
        if (length <= limitBytes) {
            routing.next();
            return;
        }
        refuse(
                routing,
                HttpErrorCode.PAYLOAD_TOO_LARGE,
                "The body has %d bytes; this service reads %d.".formatted(length, limitBytes),
                Map.of("limit", limitBytes));
    }

    private void refuse(RoutingContext routing, ErrorCode code, String detail, Map<String, Object> details) {
        String path = routing.request().path();
        Optional<ErrorForm> form =
                forms.stream().filter(each -> path != null && each.covers(path)).findFirst();
        HttpServerResponse response = routing.response()
                .setStatusCode(Problem.statusOf(code))
                .putHeader(
                        HttpHeaders.CONTENT_TYPE, form.map(ErrorForm::mediaType).orElse(Problem.MEDIA_TYPE));
        if (routing.request().version() != HttpVersion.HTTP_2) {
            // The unread body is still on the wire; HTTP/2 forbids the header and resets the stream instead.
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        response.end(Buffer.buffer(form.map(each -> each.body(detail))
                .orElseGet(() -> new Problem(code, detail).with(details).bytes())));
    }

    private static long contentLength(HttpServerRequest request) {
        String value = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return 0; // Vert.x refuses the request itself
        }
    }
}
