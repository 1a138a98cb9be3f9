package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.event.EventEnvelope;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.InMemoryDayStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compares the topology's result for an authorization with that of the offline engine, which evaluation and training
 * use.
 */
class EventParityTest {

    private static final Instant START = Instant.parse("2025-11-01T00:00:00Z");

    @Test
    void liveAndOfflineEventsAreEqualToTheBit() {
        Random random = new Random(7);
        FeatureEngine offline = new FeatureEngine(InMemoryDayStore::new);
        List<Authorization> sent = new ArrayList<>();
        try (Harness live = new Harness()) {
            int rows = 0;
            for (int i = 0; i < 600; i++) {
                Authorization authorization = next(random, i, sent);
                live.send(Harness.REPLAY, authorization);
                List<EventEnvelope<FeaturesComputed>> out = live.features();
                if (sent.contains(authorization)) {
                    assertTrue(out.isEmpty(), "a duplicate is dropped");
                    continue;
                }
                sent.add(authorization);
                FeaturesComputed computed = out.getFirst().data();
                FeatureEngine.Computed expected = offline.apply(Harness.REPLAY, authorization);
                assertEquals(FeatureSet.VERSION, computed.featureSetVersion());
                assertArrayEquals(expected.features(), computed.features().toArray(), 1e-6);
                assertEquals(expected.events(), computed.events());
                rows += computed.events().size();
            }
            assertTrue(rows > 3_000, "events compared: " + rows);
        }
        assertEquals(EventSequence.NONE, EventSequence.of(""));
    }

    /** Mostly in order; some late, some of the same second, some sent again. */
    private static Authorization next(Random random, int i, List<Authorization> sent) {
        if (i > 10 && random.nextInt(12) == 0) return sent.get(random.nextInt(sent.size()));
        long at = i * 9_000L - (random.nextInt(6) == 0 ? random.nextInt(200_000) : 0);
        Authorization plain = Samples.authorization(
                "a-" + i,
                "card-" + random.nextInt(4),
                "T-" + random.nextInt(5),
                random.nextInt(300) + "." + random.nextInt(100),
                START.plusSeconds(at - at % 3_000));
        return Samples.from(
                plain,
                random.nextInt(3) == 0 ? null : "dev-" + random.nextInt(3),
                random.nextInt(3) == 0 ? "acc-" + random.nextInt(3) : null);
    }
}
