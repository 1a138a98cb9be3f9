package io.trivium.med.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedMetrics;
import io.trivium.med.delivery.Destinations.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Length and age of each destination's queue, counted every quarter of a minute. */
@ApplicationScoped
class DeliveryMeters {

    private static final Logger LOG = Logger.getLogger(DeliveryMeters.class);
    private static final long EVERY_SECONDS = 15;

    private final DestinationList configured;
    private final Destinations destinations;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Map<String, AtomicLong> values = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-meters").daemon().factory());

    DeliveryMeters(DestinationList configured, Destinations destinations, MeterRegistry meters, InstantSource clock) {
        this.configured = configured;
        this.destinations = destinations;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        // It ends with the timer, and a round lets nothing out.
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::round, 1, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private void round() {
        try {
            for (TenantId tenant :
                    configured.all().stream().map(Destination::tenant).collect(Collectors.toSet())) {
                for (Waiting waiting : destinations.waiting(tenant)) {
                    set(MedMetrics.DELIVERY_QUEUE, waiting.name(), "pending", waiting.pending());
                    set(MedMetrics.DELIVERY_QUEUE, waiting.name(), "sent", waiting.uncommitted());
                    set(MedMetrics.DELIVERY_QUEUE, waiting.name(), "dead", waiting.dead());
                    set(
                            MedMetrics.DELIVERY_AGE,
                            waiting.name(),
                            "",
                            waiting.oldest()
                                    .map(oldest -> Duration.between(oldest, clock.instant())
                                            .toSeconds())
                                    .orElse(0L));
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf("queues of destinations were not counted: %s", e.getMessage());
        }
    }

    private void set(String name, String destination, String state, long value) {
        values.computeIfAbsent(name + "/" + destination + "/" + state, ignored -> {
                    Tags tags = Tags.of("destination", destination);
                    return meters.gauge(name, state.isEmpty() ? tags : tags.and("state", state), new AtomicLong());
                })
                .set(value);
    }
}
