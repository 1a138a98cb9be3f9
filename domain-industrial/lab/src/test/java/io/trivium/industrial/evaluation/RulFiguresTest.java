package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RulFiguresTest {
    private static double number(Map<String, Object> figures, String name) {
        return figures.get(name) instanceof Double value ? value : Double.NaN;
    }

    @Test
    void anEarlyEstimateCostsLessThanALateOne() {
        RulFigures early = RulFigures.of(new double[] {37}, new double[] {50});
        assertEquals(13, early.rmse(), 1e-12);
        assertEquals(Math.E - 1, early.nasaScore(), 1e-12);
        RulFigures late = RulFigures.of(new double[] {60}, new double[] {50});
        assertEquals(Math.E - 1, late.nasaScore(), 1e-12);
    }

    @Test
    void theCapTouchesTheTruthOnly() {
        var figures = RulFigures.byCap(new double[] {125, 90}, new double[] {145, 100});
        assertEquals(Math.sqrt(50), number(figures, "rmse_capped_125"), 1e-12);
        assertEquals(Math.sqrt((400 + 100) / 2.0), number(figures, "rmse_uncapped"), 1e-12);
        assertEquals(Math.exp(10 / 13.0) - 1, number(figures, "nasa_score_capped_125"), 1e-12);
        assertEquals(Math.exp(20 / 13.0) + Math.exp(10 / 13.0) - 2, number(figures, "nasa_score_uncapped"), 1e-12);
    }

    @Test
    void theEndsOfAnIntervalBelongToIt() {
        assertEquals(
                2 / 3.0,
                RulFigures.coverage(new double[] {10, 10, 10}, new double[] {20, 20, 20}, new double[] {10, 20, 21}));
    }

    @Test
    void refusesEstimatesThatAreNotOneAnAsset() {
        assertThrows(IllegalArgumentException.class, () -> RulFigures.of(new double[1], new double[2]));
    }
}
