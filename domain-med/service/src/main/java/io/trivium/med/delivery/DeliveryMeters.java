package io.trivium.med.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.med.delivery.Destinations.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Length and age of each destination's queue, counted every quarter of a minute. */
@ApplicationScoped
class DeliveryMeters {

    private static final Logger LOG = Logger.getLogger(DeliveryMeters.class);
    private static final long EVERY_SECONDS = 15;

    private final DestinationList configured;
    private final Destinations destinations;
    private final QueueGauges gauges;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-meters").daemon().factory());

    DeliveryMeters(DestinationList configured, Destinations destinations, MeterRegistry meters, InstantSource clock) {
        this.configured = configured;
        this.destinations = destinations;
        this.gauges = new QueueGauges(meters);
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
            List<Waiting> queues = configured.all().stream()
                    .map(Destination::tenant)
                    .distinct()
                    .flatMap(tenant -> destinations.waiting(tenant).stream())
                    .toList();
            gauges.show(queues, clock.instant());
        } catch (RuntimeException e) {
            LOG.warnf("queues of destinations were not counted: %s", e.getMessage());
        }
    }
}
