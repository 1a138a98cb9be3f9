package io.trivium.fin.tool.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.Ablation;
import io.trivium.fin.evaluation.Evaluation;
import io.trivium.fin.replay.DayRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {

    private static Evaluation evaluation(double averagePrecision, int rows) {
        return new Evaluation(0.9, averagePrecision, 0.3, 0.4, 0.6, rows, 10);
    }

    private static Trials.Outcome outcome(String test, double... averagePrecisions) {
        List<Trials.Run> runs = new ArrayList<>();
        for (double value : averagePrecisions) {
            runs.add(new Trials.Run(new PackIdentity("toy", "0"), runs.size() + 1L, evaluation(value, 100)));
        }
        return new Trials.Outcome(
                runs,
                DayRange.parse(test),
                DayRange.parse("2018-07-25..2018-07-31"),
                DayRange.parse("2018-07-18..2018-07-24"),
                DayRange.parse("2018-07-04..2018-07-17"),
                null,
                0,
                4,
                Map.of("xgboost", evaluation(0.5, 100)),
                List.of(new Ablation.Row(
                        "trees", 5, 0.71, new double[] {0.6, 0.8}, -0.01, new double[] {-0.02, 0.01})));
    }

    private static double number(Map<String, Object> result) {
        return (double) Objects.requireNonNull(result.get("average_precision"));
    }

    @Test
    void foldsHaveTheKeysOfOneMeasurementAsMeans() {
        Trials.Outcome first = outcome("2018-08-08..2018-08-14", 0.70, 0.74);
        Trials.Outcome second = outcome("2018-08-15..2018-08-21", 0.78, 0.78);
        Map<String, Object> one = new EvaluationReport(List.of(first), false).json();
        Map<String, Object> both = new EvaluationReport(List.of(first, second), true).json();
        assertEquals(0.72, number(one), 1e-12);
        assertEquals(0.75, number(both), 1e-12);
        assertEquals(100.0, both.get("rows"));
        for (String key : List.of("auc", "card_precision_100", "card_precision_100_ceiling", "frauds", "model_name")) {
            assertTrue(both.containsKey(key), key);
        }
        assertEquals(List.of(one, new EvaluationReport(List.of(second), false).json()), both.get("folds"));
        assertEquals(List.of(1L, 2L), one.get("seeds"));
        assertFalse(one.containsKey("begun_with"));
        assertEquals("2018-07-04..2018-07-17", one.get("unlabelled_days"));
    }

    @Test
    void theTextShowsRivals() {
        String text = new EvaluationReport(List.of(outcome("2018-08-08..2018-08-14", 0.7)), false).text();
        assertTrue(text.contains("average precision 0.7000, card precision@100 0.3000 of at most 0.4000"), text);
        assertTrue(
                text.contains("rival, xgboost: AUC 0.9000, average precision 0.5000, card precision@100 0.3000"), text);
        assertTrue(
                text.endsWith("trees, 5 trainings: average precision 0.7100 [0.6000, 0.8000],"
                        + " served better by -0.0100 [-0.0200, 0.0100]"),
                text);
    }
}
