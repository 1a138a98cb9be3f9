package io.trivium.med.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.BenchReport.Target;
import io.trivium.med.detection.NoduleModels;
import io.trivium.med.detection.NoduleRating;
import io.trivium.med.detection.SearchSettings;
import io.trivium.med.detection.StagedNoduleDetector;
import io.trivium.med.simulation.NodulePatch;
import io.trivium.med.simulation.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrowthPairsTest {

    /** Outlines everything denser than lung. */
    private static final class DensityModels implements NoduleModels {
        @Override
        public float[] candidates(float[] blocks, int count) {
            throw new UnsupportedOperationException("nothing is searched");
        }

        @Override
        public float[] suspicions(float[] cubes, float[] features, int count) {
            throw new UnsupportedOperationException("nothing is searched");
        }

        @Override
        public float[] outlines(float[] cubes, int count) {
            float[] answers = new float[cubes.length];
            for (int v = 0; v < answers.length; v++) answers[v] = cubes[v] > -400 ? 1 : 0;
            return answers;
        }

        @Override
        public float[] ratings(float[] cubes, float[] features, int count) {
            float[] ratings = new float[count * NoduleRating.values().length];
            Arrays.fill(ratings, 3);
            return ratings;
        }
    }

    private static Map<String, Object> measured() throws InterruptedException {
        GrowthPairs pairs = new GrowthPairs(
                new StagedNoduleDetector(new DensityModels(), SearchSettings.OFFLINE),
                NodulePatch::simulated,
                Protocol::thin,
                5);
        pairs.measure(2);
        return pairs.figures().asMap();
    }

    private static Object figure(Map<?, ?> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    @Test
    void comparesSimulatedPairsAndSaysWhichGoalsAreMet() throws InterruptedException {
        Map<String, Object> figures = measured();
        assertEquals(2, figure(figures, "patients"));
        assertTrue((long) figure(figures, "nodules_in_both") >= 3, figures::toString);
        assertEquals(0, figure((Map<?, ?>) figure(figures, "lungs_error_mm"), "unknown"));
        assertTrue(
                (double) figure((Map<?, ?>) figure(figures, "registration_error_mm"), "median") < 8, figures::toString);
        List<?> targets = (List<?>) figure(figures, "targets");
        assertEquals(3, targets.size());
        for (Object target : targets) {
            Double value = ((Target) target).value();
            assertTrue(value == null || (value >= 0 && value <= 1), target::toString);
        }
    }
}
