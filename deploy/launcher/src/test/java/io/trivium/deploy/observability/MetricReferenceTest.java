package io.trivium.deploy.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricReferenceTest {
    @Test
    void describesExactlyTheMetersOfTheSources() throws IOException {
        assertEquals(MetricReference.declared(), MetricReference.read().meters());
    }

    @Test
    void theServicesServeTheSameDescriptionsAsHelp() throws IOException {
        assertEquals(MetricReference.descriptions(), MetricReference.help());
    }

    @Test
    void knowsTheSeriesOfEachKind() throws IOException {
        MetricReference reference = MetricReference.read();
        assertTrue(reference.knows("core_outbox_queue_depth"));
        assertTrue(reference.knows("fin_decision_latency_seconds_bucket"));
        assertFalse(reference.knows("fin_decision_latency_seconds"), "only its suffixes are scraped");
        assertFalse(reference.knows("fin_scoring_batch_bucket"), "it has no buckets");
        assertFalse(reference.knows("fin_invented_total"));
    }

    @Test
    void readsTheNamesOfAnExpression() {
        assertEquals(
                Set.of("a_total", "b_seconds_bucket"),
                Expression.series(
                        "histogram_quantile(0.99, sum by (le, job) (rate(b_seconds_bucket{job=\"x\"}[5m])))"
                                + " > 0.3 and on (job) sum without (instance) (a_total offset 5m) unless job:c:rate5m > bool 0"));
        assertEquals(Set.of("job:c:rate5m"), Expression.records("job:c:rate5m / a_total"));
    }
}
