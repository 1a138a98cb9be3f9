package io.trivium.fin.decision.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.decision.DecisionStatistics;
import io.trivium.fin.stream.FeatureStreams;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last fifteen minutes of the caller's tenant in figures, as this instance of the service saw them. */
@Path("/v1/summary")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@RunOnVirtualThread
public class SummaryResource {

    private final DecisionStatistics statistics;
    private final FeatureStreams streams;
    private final TenantContext tenant;
    private final InstantSource clock;

    SummaryResource(DecisionStatistics statistics, FeatureStreams streams, TenantContext tenant, InstantSource clock) {
        this.statistics = statistics;
        this.streams = streams;
        this.tenant = tenant;
        this.clock = clock;
    }

    /**
     * The figures.
     *
     * @param windowSeconds covered by the figures: 900, or less shortly after a start
     * @param outcomes decisions by outcome
     * @param latencyMs by stage: features, scoring, total
     * @param labelAgeSeconds since a label last came in; null when none has since the start
     * @param modelVersion of the newest decision made by a model; null before the first decision
     */
    public record SummaryView(
            Instant at,
            long windowSeconds,
            long decisions,
            double decisionsPerSecond,
            Map<String, Long> outcomes,
            long degraded,
            Map<String, DecisionStatistics.StageLatency> latencyMs,
            @Nullable Long labelAgeSeconds,
            @Nullable String modelName,
            @Nullable String modelVersion) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public SummaryView get() {
        TenantId own = tenant.require();
        Instant now = clock.instant();
        DecisionStatistics.Summary summary = statistics.summary(own, now);
        Map<String, Long> outcomes = new LinkedHashMap<>();
        summary.outcomes().forEach((outcome, count) -> outcomes.put(outcome.wireName(), count));
        Map<String, DecisionStatistics.StageLatency> latencies = new LinkedHashMap<>();
        summary.latencyMs()
                .forEach((stage, latency) -> latencies.put(stage.name().toLowerCase(Locale.ROOT), latency));
        Long labelAge = streams.labelClock()
                .last(own)
                .map(last -> Duration.between(last, now).toSeconds())
                .orElse(null);
        return new SummaryView(
                now,
                summary.seconds(),
                summary.count(),
                Math.rint(100.0 * summary.count() / summary.seconds()) / 100,
                outcomes,
                summary.degraded(),
                latencies,
                labelAge,
                summary.modelName(),
                summary.modelVersion());
    }
}
