package io.trivium.deploy.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.size.UnitCosts.Latency;
import org.junit.jupiter.api.Test;

class QueueSimulationTest {
    private static final Latency NONE = new Latency(1e-6, 1e-6, "no other load");

    /** docs/lab/benchmarks.md: two processors; an authorization costs them 1.33 ms and the load generator 0.3 ms. */
    private static final double MEASURED_MILLIS = 1.63;

    private static final Latency MEASURED = new Latency(13.3, 31.2, "768/s");

    @Test
    void waitsAsOneServerDoesByPollaczekAndKhinchine() {
        // rho 0.6, mean service 1 ms, squared variation 2: mean wait rho (1 + 2) / (2 (1 - rho)) = 2.25 ms
        double median = new QueueSimulation(5).run(1, 600, 1, NONE).p50Millis();
        QueueOutcome outcome = new QueueSimulation(5).run(1, 600, 1, NONE);
        assertEquals(0.6, outcome.utilization(), 0.03);
        assertTrue(median > 0.3 && median < 2.25, "the median of a skewed wait lies below its mean: " + median);
    }

    @Test
    void saysWhatWasMeasuredOnTwoProcessors() {
        QueueOutcome held = new QueueSimulation(1).run(2, 909, MEASURED_MILLIS, MEASURED);
        assertEquals(38.3, held.p99Millis(), 0.25 * 38.3);
        QueueOutcome over = new QueueSimulation(1).run(2, 1_000, MEASURED_MILLIS, MEASURED);
        assertTrue(over.p99Millis() > held.p99Millis(), over + " after " + held);
    }

    @Test
    void isTheSameForASeed() {
        assertEquals(
                new QueueSimulation(9).run(4, 2_000, 1, MEASURED), new QueueSimulation(9).run(4, 2_000, 1, MEASURED));
    }
}
