package io.trivium.fin.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.overload.AdaptiveLimit;
import io.trivium.core.overload.AdaptiveLimit.Bounds;
import io.trivium.core.web.EdgeRefusal;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.stream.FinMetrics;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Admits as many requests for a decision as are decided within the target, and answers all others 503 at once, before
 * token, body and thread cost anything: admitted requests wait no longer under overload. Thread-safe.
 */
@ApplicationScoped
class AdmissionFilter {
    /** After the headers that every answer has, before authentication. */
    private static final int BEFORE_AUTHENTICATION = 1_000_000;

    private static final String PATH = "/v1/authorizations";
    private static final int WORKED_ON = 300;

    /** Before anything was decided in time; more only once they were. */
    private static final int FIRST = 64;

    private static final EdgeRefusal REFUSAL = new EdgeRefusal(
            CoreErrorCode.OVERLOADED,
            "More decisions are asked for than can be made in time; nothing was taken in.",
            Duration.ofSeconds(1));

    private final AdaptiveLimit limit;
    private final Counter refused;

    AdmissionFilter(AuthorizationConfig config, MeterRegistry meters) {
        limit = new AdaptiveLimit(new Bounds(
                Math.min(config.leastWaiting(), config.maxWaiting()),
                Math.min(Math.max(FIRST, config.leastWaiting()), config.maxWaiting()),
                config.maxWaiting(),
                config.burst(),
                config.admissionTarget()));
        refused = meters.counter(FinMetrics.REFUSED);
        meters.gauge(FinMetrics.ADMISSION_LIMIT, limit, AdaptiveLimit::limit);
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, BEFORE_AUTHENTICATION);
    }

    private void admit(RoutingContext routing) {
        if (!waitsForDecision(routing.request())) {
            routing.next();
        } else if (limit.tryAcquire()) {
            long begin = System.nanoTime();
            routing.addEndHandler(_ -> release(routing.response().getStatusCode(), System.nanoTime() - begin));
            routing.next();
        } else {
            refused.increment();
            REFUSAL.send(routing.request());
        }
    }

    private void release(int status, long nanos) {
        if (status < WORKED_ON) limit.release(Duration.ofNanos(nanos));
        else limit.releaseUnmeasured();
    }

    private static boolean waitsForDecision(HttpServerRequest request) {
        return HttpMethod.POST.equals(request.method())
                && PATH.equals(request.path())
                && !isAsynchronous(request.getHeader("Prefer"));
    }

    private static boolean isAsynchronous(@Nullable String prefer) {
        return prefer != null && prefer.toLowerCase(Locale.ROOT).contains("respond-async");
    }
}
