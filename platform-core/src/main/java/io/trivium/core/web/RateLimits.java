package io.trivium.core.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.observability.MetricNames;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Refuses callers that send more than the settings let through. */
@ApplicationScoped
class RateLimits {
    private static final String SCOPE = "scope";

    private final @Nullable RequestRate callers;
    private final @Nullable RequestRate tenants;
    private final Counter limitedCallers;
    private final Counter limitedTenants;
    private final List<ExemptPath> exempt;
    private final LongSupplier nanos = System::nanoTime;

    RateLimits(WebConfig web, MeterRegistry meters) {
        WebConfig.RateLimit limit = web.rateLimit();
        callers = rate(limit.callerPerSecond(), limit.callerBurst());
        tenants = rate(limit.tenantPerSecond(), limit.tenantBurst());
        exempt = limit.exempt().orElse(List.of()).stream().map(ExemptPath::of).toList();
        limitedCallers = meters.counter(MetricNames.REQUESTS_LIMITED, SCOPE, "caller");
        limitedTenants = meters.counter(MetricNames.REQUESTS_LIMITED, SCOPE, "tenant");
    }

    private static @Nullable RequestRate rate(double perSecond, int burst) {
        return perSecond == 0 ? null : new RequestRate(perSecond, burst);
    }

    /** Whether requests to an address are not counted. */
    boolean areOff(String path) {
        return (callers == null && tenants == null) || exempt.stream().anyMatch(each -> each.covers(path));
    }

    /**
     * Counts a request of a caller and, if the caller is within its own limit, of its organisation.
     *
     * @param organisation its tenant, or {@link io.trivium.core.tenancy.TenantId#ANY}
     * @throws PlatformException {@code too-many-requests}
     */
    void admit(String organisation, String caller) {
        long now = nanos.getAsLong();
        if (callers != null) refuse(callers.admit(organisation + "/" + caller, now), limitedCallers, "You send");
        if (tenants != null) {
            refuse(tenants.admit(organisation, now), limitedTenants, "All callers of your organisation together send");
        }
    }

    private static void refuse(Duration wait, Counter counter, String who) {
        if (wait.isZero()) return;
        counter.increment();
        long seconds = wait.plusNanos(999_999_999).toSeconds();
        throw new PlatformException(
                HttpErrorCode.TOO_MANY_REQUESTS,
                who + " more requests than this service lets through; send again in " + seconds + " s.",
                Map.of("retryAfter", seconds));
    }
}
