package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What promtool complained about in the review of integrators. */
class MetricDescriptionsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void filter() {
        registry.config().meterFilter(new MetricDescriptions().metricDescriptions());
    }

    private Meter.Id only() {
        assertEquals(1, registry.getMeters().size());
        return registry.getMeters().getFirst().getId();
    }

    @Test
    void aMeterWithoutDescriptionGetsTheOneOfItsModule() {
        registry.counter(MetricNames.OUTBOX_SENT, "topic", "t").increment();
        assertEquals("Events sent", only().getDescription());
        assertEquals("t", only().getTag("topic"));
    }

    @Test
    void labelsInCamelCaseAreWrittenInSnakeCase() {
        registry.counter("grpc.server.requests.received", "methodType", "UNARY", "statusCode", "OK")
                .increment();
        assertNotNull(only().getTag("method_type"));
        assertEquals("OK", only().getTag("status_code"));
    }

    @Test
    void aGaugeDoesNotEndInCount() {
        registry.gauge("system.cpu.count", new AtomicInteger(2));
        assertEquals("system.cpus", only().getName());
    }

    @Test
    void metersThatCannotBeGivenAProperFormAreLeftOut() {
        registry.gauge("kafka.consumer.io.time.ns.avg", new AtomicInteger());
        registry.gauge("kafka.app.info.start.time.ms", new AtomicInteger());
        registry.counter("process.cpu.time").increment();
        LongTaskTimer.builder("http.server.connections").register(registry);
        assertTrue(registry.getMeters().isEmpty());
    }
}
