package io.trivium.industrial.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.trivium.industrial.model.Judgement;
import io.trivium.industrial.model.Judgement.Sign;
import io.trivium.industrial.monitor.LearnedLimits.Peaks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedLimitsTest {
    private static final List<String> TAGS = List.of("flow", "pressure");
    private static final Judgement FLOW =
            new Judgement(2, new double[] {0.7, 0.3}, new Sign[] {Sign.LEVEL, Sign.LEVEL});

    @Test
    void aLimitIsAboveNuisancesAndBelowRealAlarms() {
        assertEquals(2.1, new Peaks("flow", 2.0, null).limit(), 1e-12);
        assertEquals(1, new Peaks("flow", null, 3.0).limit(), 1e-12, "a real alarm raises no limit");
        assertEquals(1.9, new Peaks("flow", 5.0, 2.0).limit(), 1e-12, "a real alarm is never hidden");
        assertEquals(1, new Peaks("flow", 5.0, 1.02).limit(), 1e-12, "the monitor's own is the least");
        assertEquals(10, new Peaks("flow", 50.0, null).limit(), 1e-12);
    }

    @Test
    void theTagThatAddsMostDecides() {
        assertEquals(1, LearnedLimits.applied(FLOW, TAGS, Map.of("flow", 2.0)).score(), 1e-12);
        assertEquals(
                2, LearnedLimits.applied(FLOW, TAGS, Map.of("pressure", 2.0)).score(), 1e-12);
        assertSame(FLOW, LearnedLimits.applied(FLOW, TAGS, Map.of()));
    }
}
