package io.trivium.runtime.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelCurveTest {
    private static final LabelCurve CURVE =
            new LabelCurve(new int[] {10, 20, 40}, List.of("new", "pretrained", "worse"), new double[][] {
                {0.5, 0.9, 1}, {0.96, 0.94, 1}, {0.1, 0.2, 0.3}
            });

    @Test
    void readsBetweenTwoPointsOnALogarithmicScale() {
        assertEquals(20 * Math.sqrt(2), CURVE.needed(0), 1e-9);
    }

    @Test
    void theFewestWillDoAndNoneIsMinusOne() {
        assertEquals(10, CURVE.needed(1));
        assertEquals(-1, CURVE.needed(2));
    }

    @Test
    void theGoalIsOfTheFirstWayWithAllLabels() {
        ObjectNode row = new ObjectMapper().createObjectNode();
        CURVE.describe(row);
        assertEquals(0.95, row.path("goal").asDouble(), 1e-12);
        assertEquals(0.9, row.path("curve").path(1).path("new").asDouble());
        assertEquals(10, row.path("labels_needed").path("pretrained").asDouble());
    }
}
