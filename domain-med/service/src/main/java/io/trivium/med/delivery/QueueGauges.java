package io.trivium.med.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.trivium.med.MedMetrics;
import io.trivium.med.delivery.Destinations.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The gauges of queues, by the destination's name. Destinations of several organisations with one name are counted together, with
 * the age of the oldest delivery of all. Used by one thread.
 */
final class QueueGauges {
    private final MeterRegistry meters;
    private final Map<Key, AtomicLong> values = new HashMap<>();

    private record Key(String meter, Tags tags) {}

    QueueGauges(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Shows these queues; a destination that was shown before and is not among them has 0. */
    void show(List<Waiting> queues, Instant now) {
        Map<Key, Long> shown = new HashMap<>();
        for (Waiting each : queues) {
            Tags destination = Tags.of("destination", each.name());
            add(shown, destination.and("state", "pending"), each.pending());
            add(shown, destination.and("state", "sent"), each.uncommitted());
            add(shown, destination.and("state", "dead"), each.dead());
            long age = each.oldest()
                    .map(oldest -> Duration.between(oldest, now).toSeconds())
                    .orElse(0L);
            shown.merge(new Key(MedMetrics.DELIVERY_AGE, destination), age, Math::max);
        }
        for (Key key : shown.keySet()) {
            values.computeIfAbsent(key, _ -> meters.gauge(key.meter(), key.tags(), new AtomicLong()));
        }
        values.forEach((key, value) -> value.set(shown.getOrDefault(key, 0L)));
    }

    private static void add(Map<Key, Long> shown, Tags tags, int count) {
        shown.merge(new Key(MedMetrics.DELIVERY_QUEUE, tags), (long) count, Long::sum);
    }
}
