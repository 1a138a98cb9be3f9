package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Figures of cycles, and the plain model. */
class CycleFiguresTest {

    @Test
    void falseAlarmsAreOfGoodCyclesAndFindingsOfDefects() {
        CycleFigures figures = new CycleFigures(List.of("good", "crack", "burr"));
        figures.add(0, 0, new double[] {0.9, 0.1, 0});
        figures.add(0, 0, new double[] {0.4, 0.35, 0.25});
        figures.add(1, 0.2, new double[] {0.8, 0.2, 0});
        figures.add(1, 0.9, new double[] {0.1, 0.8, 0.1});
        figures.add(2, 0.9, new double[] {0.1, 0.8, 0.1});
        Map<String, Object> reported = figures.asMap();
        assertEquals(50.0, reported.get("false_alarms_per_100_good"));
        assertEquals(2 / 3.0, number(reported, "defects_found"), 1e-12);
        assertEquals(0.6, reported.get("accuracy"));
        Map<?, ?> severe = map(map(reported, "by_severity"), "0.75_to_1.0");
        assertEquals(1, number(severe, "found"), 1e-12);
        assertEquals(0.5, number(severe, "right_defect"), 1e-12);
    }

    private static double number(Map<?, ?> figures, String name) {
        return (Double) Objects.requireNonNull(figures.get(name));
    }

    private static Map<?, ?> map(Map<?, ?> figures, String name) {
        return (Map<?, ?>) Objects.requireNonNull(figures.get(name));
    }
}
