package io.trivium.core.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Shows each check of the service's readiness as a gauge, so that an alert can say what is not ready. */
@Singleton
class ReadinessMeters {
    private static final Logger LOG = Logger.getLogger(ReadinessMeters.class);
    private static final long EVERY_SECONDS = 15;

    private final Supplier<JsonObject> readiness;
    private final MeterRegistry meters;
    private final Map<String, AtomicInteger> checks = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("readiness-meters").daemon().factory());

    @Inject
    ReadinessMeters(SmallRyeHealthReporter reporter, MeterRegistry meters) {
        this(() -> ask(reporter), meters);
    }

    ReadinessMeters(Supplier<JsonObject> readiness, MeterRegistry meters) {
        this.readiness = readiness;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        // It ends with the timer, and a round lets nothing out.
        ScheduledFuture<?> _ =
                timer.scheduleWithFixedDelay(this::round, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private static JsonObject ask(SmallRyeHealthReporter reporter) {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            return reporter.getReadiness().getPayload();
        } finally {
            request.terminate();
        }
    }

    /** Runs every check once; a check that was reported before and is missing now is not ready. */
    void round() {
        try {
            Map<String, Integer> told = new ConcurrentHashMap<>();
            for (JsonObject check : readiness.get().getJsonArray("checks").getValuesAs(JsonObject.class)) {
                told.put(check.getString("name"), check.getString("status").equals("UP") ? 1 : 0);
            }
            told.keySet().forEach(this::gauge);
            checks.forEach((name, value) -> value.set(told.getOrDefault(name, 0)));
        } catch (RuntimeException e) {
            LOG.debug("the readiness cannot be determined for the moment", e);
            checks.values().forEach(value -> value.set(0));
        }
    }

    private void gauge(String name) {
        checks.computeIfAbsent(name, check -> {
            AtomicInteger value = new AtomicInteger();
            Gauge.builder(MetricNames.READINESS, value, AtomicInteger::get)
                    .tag("check", check)
                    .register(meters);
            return value;
        });
    }
}
