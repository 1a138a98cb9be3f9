package io.trivium.runtime.learning.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.coverage.StabilityIndex.State;
import io.trivium.runtime.learning.manifest.ValueBins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StabilityIndexTest {
    private static ValueBins normal(long seed, int count, double mean, double scale) {
        Random random = new Random(seed);
        ValueBins bins = new ValueBins();
        for (int i = 0; i < count; i++) bins.add(mean + scale * random.nextGaussian());
        return bins;
    }

    private static StabilityIndex index(ValueBins reference, ValueBins current) {
        return StabilityIndex.ofOrdered(reference.counts(), current.counts(), 500);
    }

    @Test
    void saysNothingAboutFewExamples() {
        StabilityIndex few = index(normal(1, 499, 0, 1), normal(2, 5_000, 9, 1));
        assertEquals(State.TOO_FEW, few.state());
        assertNull(few.index());
        assertEquals(499, few.reference());
    }

    @Test
    void samplesOfOnePopulationAreStable() {
        for (long seed = 0; seed < 200; seed++) {
            StabilityIndex index = index(normal(seed, 600, 3, 2), normal(seed + 1_000, 600, 3, 2));
            assertEquals(State.STABLE, index.state(), "seed " + seed + ": " + index);
        }
    }

    @Test
    void aShiftOfOneDeviationIsLarge() {
        for (long seed = 0; seed < 50; seed++) {
            StabilityIndex index = index(normal(seed, 2_000, 3, 2), normal(seed + 1_000, 2_000, 5, 2));
            assertEquals(State.SHIFTED, index.state(), "seed " + seed + ": " + index);
        }
    }

    @Test
    void isTheFormulaOnGroups() {
        // p = (50.5/101, 50.5/101), q = (25.5/101, 75.5/101)
        double expected = (25.5 - 50.5) / 101 * Math.log(25.5 / 50.5) + (75.5 - 50.5) / 101 * Math.log(75.5 / 50.5);
        StabilityIndex index = StabilityIndex.ofGroups(List.of(new long[] {50, 25}, new long[] {50, 75}), 100);
        Double value = index.index();
        assertTrue(value != null && Math.abs(value - expected) < 1e-12, () -> "index " + value);
    }

    @Test
    void thePercentileIsNearTheTables() {
        assertEquals(6.635, StabilityIndex.chiSquare99(1), 0.15);
        assertEquals(21.666, StabilityIndex.chiSquare99(9), 0.05);
    }

    @Test
    void aFeedIsStalledOnlyWhileThereIsSomethingToLabel() {
        Instant now = Instant.parse("2026-11-27T12:00:00Z");
        Duration limit = Duration.ofDays(2);
        Instant old = now.minus(Duration.ofHours(49));
        Instant recent = now.minus(Duration.ofHours(1));
        assertTrue(FeedPolicy.isStalled(old, old, recent, now, limit));
        assertTrue(FeedPolicy.isStalled(null, old, recent, now, limit));
        assertTrue(!FeedPolicy.isStalled(null, recent, recent, now, limit));
        assertTrue(!FeedPolicy.isStalled(recent, old, recent, now, limit));
        assertTrue(!FeedPolicy.isStalled(old, old, old, now, limit));
        assertTrue(!FeedPolicy.isStalled(null, null, null, now, limit));
    }
}
