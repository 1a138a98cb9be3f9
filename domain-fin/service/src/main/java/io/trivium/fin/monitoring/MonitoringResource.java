package io.trivium.fin.monitoring;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.web.RequestTime;
import io.trivium.fin.review.MonitoringConfig;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Results of the decisions of the caller's tenant: all from roll-ups, so that queries are fast at any number of
 * decisions.
 */
@Path("/v1/monitoring")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MonitoringResource {

    private static final Duration DEFAULT_RANGE = Duration.ofDays(7);
    private static final Duration DRIFT_RANGE = Duration.ofDays(7);
    private static final Duration REFERENCE_RANGE = Duration.ofDays(28);

    private final MonitoringReader reader;
    private final LabelFeed labels;
    private final MonitoringConfig config;
    private final TenantContext tenant;
    private final InstantSource clock;

    MonitoringResource(
            MonitoringReader reader,
            LabelFeed labels,
            MonitoringConfig config,
            TenantContext tenant,
            InstantSource clock) {
        this.reader = reader;
        this.labels = labels;
        this.config = config;
        this.tenant = tenant;
        this.clock = clock;
    }

    /**
     * Without parameters: the last seven days. Drift is that of the last seven days of the range, compared with the 28 days
     * before them.
     */
    @GET
    public MonitoringView get(
            @QueryParam("from") @Parameter(description = "RFC 3339; the whole hour it lies in is counted") @Nullable
                    String from,
            @QueryParam("to") @Parameter(description = "RFC 3339, not in the range") @Nullable String to,
            @QueryParam("referenceFrom")
                    @Parameter(description = "RFC 3339; what is compared with begins here")
                    @Nullable
                    String referenceFrom,
            @QueryParam("referenceTo") @Parameter(description = "RFC 3339, not in the range") @Nullable
                    String referenceTo) {
        Instant now = clock.instant();
        Instant end = time("to", to, now);
        Instant start = time("from", from, end.minus(DEFAULT_RANGE)).truncatedTo(ChronoUnit.HOURS);
        Instant lastDays = end.minus(DRIFT_RANGE).truncatedTo(ChronoUnit.HOURS);
        Instant driftStart = lastDays.isAfter(start) ? lastDays : start;
        Instant referenceEnd = time("referenceTo", referenceTo, driftStart);
        Instant referenceStart = time("referenceFrom", referenceFrom, referenceEnd.minus(REFERENCE_RANGE))
                .truncatedTo(ChronoUnit.HOURS);
        requireRange("from", start, end);
        requireRange("referenceFrom", referenceStart, referenceEnd);
        return reader.read(tenant.require(), start, end, driftStart, referenceStart, referenceEnd);
    }

    /** Whether labels arrive; every page of the console requests this. */
    @GET
    @Path("labels")
    public MonitoringView.LabelFeedView labels() {
        return labels.view(tenant.require());
    }

    private void requireRange(String name, Instant from, Instant to) {
        if (!from.isBefore(to) || Duration.between(from, to).toDays() > config.longestRangeDays()) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_REQUEST,
                    name + " must lie before its end, and at most " + config.longestRangeDays() + " days before.");
        }
    }

    private static Instant time(String name, @Nullable String text, Instant otherwise) {
        if (text == null || text.isBlank()) return otherwise;
        try {
            return RequestTime.parse(text);
        } catch (DateTimeException e) {
            throw new PlatformException(CoreErrorCode.INVALID_REQUEST, name + " must be an RFC 3339 time in UTC.");
        }
    }
}
