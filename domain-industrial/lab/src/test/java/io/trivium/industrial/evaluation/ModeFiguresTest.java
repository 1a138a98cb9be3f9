package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ModeFiguresTest {
    @Test
    void countsAnswersByDistanceAndHowFarSurenessIsFromBeingRight() {
        ModeFigures figures = new ModeFigures();
        figures.add(0, 1, new double[] {0.1, 0.9});
        figures.add(25, 1, new double[] {0.1, 0.9});
        figures.add(26, 1, new double[] {0.1, 0.9});
        figures.add(200, 0, new double[] {0.4, 0.6});
        JsonNode all = new ObjectMapper().valueToTree(figures.asMap());
        assertEquals(4, all.path("windows").asInt());
        assertEquals(0.75, all.path("accuracy").asDouble());
        // Three answers at 0.9 that are all right, one at 0.6 that is wrong: (3 · 0.1 + 0.6) / 4.
        assertEquals(0.225, all.path("expected_calibration_error").asDouble(), 1e-9);
        JsonNode distances = all.path("by_cycles_to_failure");
        assertEquals(2, distances.path("0_to_25").path("windows").asInt());
        assertEquals(1, distances.path("25_to_50").path("windows").asInt());
        assertEquals(0, distances.path("50_to_75").path("windows").asInt());
        assertEquals(1, distances.path("beyond_125").path("windows").asInt());
        assertEquals(0, distances.path("beyond_125").path("accuracy").asDouble());
    }
}
