package io.trivium.med.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.med.MedMetrics;
import io.trivium.med.delivery.Destinations.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueGaugesTest {
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueueGauges gauges = new QueueGauges(meters);

    private double queue(String destination, String state) {
        return meters.get(MedMetrics.DELIVERY_QUEUE)
                .tags("destination", destination, "state", state)
                .gauge()
                .value();
    }

    private double age(String destination) {
        return meters.get(MedMetrics.DELIVERY_AGE)
                .tag("destination", destination)
                .gauge()
                .value();
    }

    private static Waiting pacs(int pending, int uncommitted, int dead, Instant oldest) {
        return new Waiting("pacs", pending, uncommitted, dead, Optional.of(oldest));
    }

    @Test
    void addsUpDestinationsOfOneName() {
        gauges.show(
                List.of(
                        pacs(2, 3, 4, NOW.minusSeconds(30)),
                        new Waiting("ris", 1, 0, 0, Optional.empty()),
                        pacs(10, 20, 30, NOW.minusSeconds(90))),
                NOW);
        assertEquals(12, queue("pacs", "pending"));
        assertEquals(23, queue("pacs", "sent"));
        assertEquals(34, queue("pacs", "dead"));
        assertEquals(90, age("pacs"), "the oldest of both");
        assertEquals(1, queue("ris", "pending"));
        assertEquals(0, age("ris"));
    }

    @Test
    void aDestinationThatIsGoneHasNothingWaiting() {
        gauges.show(List.of(pacs(1, 1, 1, NOW.minusSeconds(30))), NOW);
        gauges.show(List.of(), NOW);
        assertEquals(0, queue("pacs", "pending"));
        assertEquals(0, queue("pacs", "sent"));
        assertEquals(0, queue("pacs", "dead"));
        assertEquals(0, age("pacs"));
        gauges.show(List.of(pacs(5, 0, 0, NOW)), NOW);
        assertEquals(5, queue("pacs", "pending"));
    }
}
