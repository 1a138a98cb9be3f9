package io.trivium.core.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.trivium.core.security.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Logs refused requests: credentials that were not accepted, rights that a caller lacks, requests over the rate limit
 * (warnings), and input that is not accepted (OWASP ASVS 5.0, 16.3.2 and 16.3.3). Addresses are logged without their
 * query. Callers cannot flood the log: refusals above the limits are counted, and the next line states their number.
 * Requests without any credentials, as from a browser before its login, are not logged. Thread-safe.
 */
@ApplicationScoped
class RefusalLog {

    private static final Logger LOG = Logger.getLogger(RefusalLog.class);

    /** Before everything that could refuse. */
    private static final int FIRST = 2_000_003;

    private static final Set<Integer> ACCESS = Set.of(401, 403, 429);
    private static final Set<Integer> INPUT = Set.of(400, 405, 413, 415);
    private static final int LONGEST_PATH = 200;

    private final RequestRate ofOneCaller = new RequestRate(1, 20);
    private final RequestRate ofAll = new RequestRate(5, 100);
    private final AtomicLong leftOut = new AtomicLong();

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext routing) {
        routing.addEndHandler(done -> note(routing));
        routing.next();
    }

    private void note(RoutingContext routing) {
        int status = routing.response().getStatusCode();
        boolean access = ACCESS.contains(status);
        if (!access && !INPUT.contains(status)) return;
        HttpServerRequest request = routing.request();
        if (status == 401 && !hasCredentials(request)) return;
        String address = address(request);
        String caller = caller(routing);
        if (!isWithinLimits(caller + "@" + address)) {
            leftOut.incrementAndGet();
            return;
        }
        LOG.logf(
                access ? Logger.Level.WARN : Logger.Level.INFO,
                "refused with %d: %s %s by %s from %s%s",
                status,
                request.method(),
                path(request),
                caller,
                address,
                more(leftOut.getAndSet(0)));
    }

    private boolean isWithinLimits(String who) {
        long now = System.nanoTime();
        return isNow(ofOneCaller, who, now) && isNow(ofAll, "all", now);
    }

    private static boolean isNow(RequestRate rate, String who, long now) {
        return rate.admit(who, now).equals(Duration.ZERO);
    }

    private static boolean hasCredentials(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.AUTHORIZATION)
                || request.headers().getAll(HttpHeaders.COOKIE).stream().anyMatch(sent -> sent.contains("q_session"));
    }

    private static String caller(RoutingContext routing) {
        return routing.user() instanceof QuarkusHttpUser user
                ? Caller.of(user.getSecurityIdentity()).name()
                : "an unknown caller";
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? "an unknown address" : host;
    }

    private static String path(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
    }

    private static String more(long leftOut) {
        return leftOut == 0 ? "" : " (and " + leftOut + " refusals more since the line before)";
    }
}
