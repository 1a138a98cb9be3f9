package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.learning.LabelObserved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionRepositoryTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static LabelObserved label(String id, String label, Instant observedAt) {
        return new LabelObserved(id, "fin-authorization-risk", label, "chargeback", observedAt);
    }

    /** Two labels of one authorization in one poll made PostgreSQL refuse the batch for ever. */
    @Test
    void aBatchNamesEachAuthorizationOnceWithItsNewestLabel() {
        LabelObserved newer = label("a", "genuine", NOON.plusSeconds(1));
        LabelObserved fraud = label("b", "fraud", NOON);
        List<LabelObserved> labels = new ArrayList<>(List.of(
                label("a", "fraud", NOON), newer, label("a", "fraud", NOON), fraud, label("b", "genuine", NOON)));
        for (int seed = 0; seed < 10; seed++) {
            Collections.shuffle(labels, new Random(seed));
            assertEquals(Set.of(newer, fraud), Set.copyOf(DecisionRepository.newest(labels)), "seed " + seed);
            assertEquals(2, DecisionRepository.newest(labels).size(), "seed " + seed);
        }
    }
}
