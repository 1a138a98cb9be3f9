package io.trivium.runtime.learning.coverage;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.coverage.CoverageView.FeedView;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.LearningConsumer;
import io.trivium.runtime.learning.store.LearningMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Watches whether labels arrive. A stalled feed is a metric, a line of the log and a detail of the health answer; the
 * service stays ready, since it serves models without any label, and a restart would not help. Thread-safe.
 */
@ApplicationScoped
class FeedWatch {
    private static final Logger LOG = Logger.getLogger(FeedWatch.class);

    private final CoverageReader reader;
    private final KnownTenants tenants;
    private final LearningConsumer consumer;
    private final LearningConfig config;
    private volatile Set<String> stalled = Set.of();

    FeedWatch(
            CoverageReader reader,
            KnownTenants tenants,
            LearningConsumer consumer,
            LearningConfig config,
            MeterRegistry meters) {
        this.reader = reader;
        this.tenants = tenants;
        this.consumer = consumer;
        this.config = config;
        meters.gauge(LearningMetrics.FEEDS_STALLED, this, watch -> watch.stalled.size());
    }

    @Scheduled(every = "60s", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Set<String> now = new TreeSet<>();
        try {
            for (TenantId tenant : tenants.all()) {
                reader.feeds(tenant).stream()
                        .filter(FeedView::stalled)
                        .forEach(feed -> now.add(feed.task() + " of " + tenant));
            }
        } catch (RuntimeException e) {
            LOG.warn("whether labels arrive cannot be determined for the moment", e);
            return;
        }
        for (String feed : now) {
            if (!stalled.contains(feed)) LOG.errorf("no label has come in for too long: task %s", feed);
        }
        stalled = now;
    }

    @Produces
    @Readiness
    HealthCheck health() {
        return () -> HealthCheckResponse.named("learning-store")
                .up()
                .withData("reading", config.consume() && consumer.isReading())
                .withData("stalledFeeds", stalled.size())
                .build();
    }
}
