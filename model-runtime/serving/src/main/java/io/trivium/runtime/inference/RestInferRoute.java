package io.trivium.runtime.inference;

import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.tenancy.InferenceTenants;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fast path of inferences over REST, as {@link GrpcInferRoute} is over gRPC: a small request whose bearer was
 * {@linkplain Admissions admitted} a moment ago is read on the connection's event loop and answered from there, without
 * the layers that authenticate the caller and find the method. Every other request takes the regular path, through {@link
 * OipResource}.
 *
 * <p>It runs after the filters that put headers into answers and refuse requests that no service accepts.
 */
@ApplicationScoped
class RestInferRoute {
    /** After the filters of platform-core, before those that authenticate. */
    private static final int AFTER_EDGE = 1_000_000;

    /** Of a body that is read on the event loop: parsing takes less than a millisecond. */
    private static final int MOST_BYTES = 64 << 10;

    private static final String MODELS = "/v2/models/";
    private static final String INFER = "/infer";
    private static final String VERSIONS = "versions";
    private static final Set<String> ACCEPTED = Set.of("*/*", "application/json");

    private final RestInference calls;
    private final OipErrorFilter errors;
    private final Admissions admissions;

    RestInferRoute(RestInference calls, OipErrorFilter errors, Admissions admissions) {
        this.calls = calls;
        this.errors = errors;
        this.admissions = admissions;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, AFTER_EDGE);
    }

    private void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Target target =
                request.method().equals(HttpMethod.POST) && isPlain(request.headers()) ? target(request.path()) : null;
        InferenceTenants tenants = target == null ? null : admissions.find(request.headers());
        if (target == null || tenants == null) {
            routing.next();
            return;
        }
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(routing);
        if (metric != null) metric.setTemplatePath(target.template());
        new RestExchange(routing, target, tenants, calls, errors).begin();
    }

    /** The model and version that an address names. */
    record Target(String model, Optional<String> version) {
        /** The address as metrics name it, which is that of the resource's method. */
        String template() {
            return MODELS + (version.isEmpty() ? "{model}" : "{model}/" + VERSIONS + "/{version}") + INFER;
        }
    }

    /** Null for another address, and for one that must be decoded. */
    static @Nullable Target target(@Nullable String path) {
        if (path == null
                || !path.startsWith(MODELS)
                || !path.endsWith(INFER)
                || path.length() <= MODELS.length() + INFER.length()
                || path.indexOf('%') >= 0
                || path.indexOf(';') >= 0) {
            return null;
        }
        String[] parts =
                path.substring(MODELS.length(), path.length() - INFER.length()).split("/", -1);
        for (String part : parts) if (part.isEmpty() || part.startsWith(".")) return null;
        if (parts.length == 1) return new Target(parts[0], Optional.empty());
        return parts.length == 3 && parts[1].equals(VERSIONS) ? new Target(parts[0], Optional.of(parts[2])) : null;
    }

    /** Whether a body of known, small length is sent as it is, and the answer may be too. */
    private static boolean isPlain(MultiMap headers) {
        String accepted = headers.get(HttpHeaders.ACCEPT);
        return isSmall(headers.get(HttpHeaders.CONTENT_LENGTH))
                && (accepted == null || ACCEPTED.contains(accepted))
                && !headers.contains(HttpHeaders.CONTENT_ENCODING)
                && !headers.contains(HttpHeaders.EXPECT);
    }

    private static boolean isSmall(@Nullable String length) {
        if (length == null || length.isEmpty() || length.length() > 5) return false;
        for (int i = 0; i < length.length(); i++) if (!Character.isDigit(length.charAt(i))) return false;
        return Integer.parseInt(length) <= MOST_BYTES;
    }
}
