package io.trivium.runtime.manifest;

import static java.lang.Float.NEGATIVE_INFINITY;
import static java.lang.Float.POSITIVE_INFINITY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelTargetsTest {
    private static ModelSpec model(String head, int width, String more) {
        return ModelSpec.parse("""
                task: targets
                inputs: [{name: x, dtype: float32, shape: [-1, 3]}]
                outputs: [{name: y, dtype: float32, shape: [-1, %d]%s}]
                head: %s
                latencyClass: interactive
                """.formatted(width, more, head).getBytes(StandardCharsets.UTF_8));
    }

    private static void assertTarget(LabelTargets targets, String label, float... numbers) {
        assertArrayEquals(numbers, targets.of(label).numbers(), label);
        assertEquals(0, targets.of(label).bounds().length, label);
    }

    private static String refusal(LabelTargets targets, String label) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> targets.of(label))
                .getMessage());
        assertTrue(message.contains("'" + label + "' is no target of task targets"), message);
        return message;
    }

    @Test
    void takesTheGraverOfTwoLabelsForOne() {
        LabelTargets targets = new LabelTargets(model("binary", 1, ""), List.of("fraud", "genuine"));
        assertTarget(targets, "fraud", 1);
        assertTarget(targets, "genuine", 0);
        assertTarget(targets, "1", 1);
        assertTarget(targets, "false", 0);
        String message = refusal(targets, "dispute");
        assertTrue(message.contains("labels its two labels"), message);
        refusal(targets, "2");
        refusal(targets, "0.5");
    }

    @Test
    void findsClassesByColumnOrNumber() {
        LabelTargets targets =
                new LabelTargets(model("multiclass", 3, ", columns: [NONE, INNER_RACE, OUTER]"), List.of());
        assertTarget(targets, "INNER_RACE", 1);
        assertTarget(targets, "OUTER", 2);
        assertTarget(targets, "0", 0);
        refusal(targets, "3");
        refusal(targets, "1.5");
        LabelTargets byOrder = new LabelTargets(model("multiclass", 3, ""), List.of("sound", "worn", "broken"));
        assertTarget(byOrder, "worn", 1);
    }

    @Test
    void readsNumbersOfARegression() {
        LabelTargets one = new LabelTargets(model("regression", 1, ""), List.of());
        assertTarget(one, "12.5", 12.5f);
        refusal(one, "never");
        refusal(one, "NaN");
        refusal(one, "Infinity");
        refusal(one, "1,2");
        LabelTargets two = new LabelTargets(model("regression", 2, ""), List.of());
        assertTarget(two, "1.5, -2", 1.5f, -2);
        assertTarget(two, "1", 1, 1);
        refusal(two, "1,2,3");
        LabelTargets quantiles = new LabelTargets(model("regression\nloss: quantile", 3, ""), List.of());
        assertTarget(quantiles, "7", 7, 7, 7);
    }

    @Test
    void readsTheColumnsOfARegressionThatAreKnown() {
        LabelTargets targets =
                new LabelTargets(model("regression", 3, ", columns: [SIZE, MARGIN, TEXTURE]"), List.of());
        assertTarget(targets, "MARGIN=4", Float.NaN, 4, Float.NaN);
        assertTarget(targets, "TEXTURE=-1.5e1,SIZE=2", 2, Float.NaN, -15);
        assertTarget(targets, "1,2,3", 1, 2, 3);
        String message = refusal(targets, "SHAPE=4");
        assertTrue(message.contains("column=number, of SIZE, MARGIN, TEXTURE"), message);
        refusal(targets, "MARGIN=4,MARGIN=5");
        refusal(targets, "MARGIN=4,2");
        refusal(targets, "MARGIN=");
        refusal(targets, "MARGIN=NaN");
        refusal(targets, "MARGIN=1e99");
        refusal(new LabelTargets(model("regression\nloss: quantile", 2, ", columns: [LOW, HIGH]"), List.of()), "LOW=1");
    }

    private static void assertBounds(LabelTargets targets, String label, float... bounds) {
        assertArrayEquals(bounds, targets.of(label).bounds(), label);
    }

    @Test
    void readsNumbersOfWhichOnlyBoundsAreKnown() {
        LabelTargets one = new LabelTargets(model("regression", 1, ""), List.of());
        assertBounds(one, ">120", 120, POSITIVE_INFINITY);
        assertBounds(one, "< -1.5e1", NEGATIVE_INFINITY, -15);
        assertBounds(one, "-2..3.5", -2, 3.5f);
        assertArrayEquals(new float[] {Float.NaN}, one.of(">120").numbers());
        for (String label : List.of(
                "3..2", "2..2", "..2", "2..", "2..NaN", "1..1e99", ">", "<", ">1e99", "<NaN", ">1..2", ">=1", "<>1",
                "1..2..3", "1>")) {
            String message = refusal(one, label);
            assertTrue(message.contains("numbers (5, >5, <5, 5..6)"), message);
        }
        LabelTargets two = new LabelTargets(model("regression", 2, ", columns: [LIFE, WEAR]"), List.of());
        assertBounds(two, ">1,2", 1, POSITIVE_INFINITY, 2, 2);
        assertBounds(two, "1..2", 1, 2, 1, 2);
        assertBounds(two, "WEAR=<4", NEGATIVE_INFINITY, POSITIVE_INFINITY, NEGATIVE_INFINITY, 4);
        assertBounds(two, "WEAR=1..2,LIFE=>3", 3, POSITIVE_INFINITY, 1, 2);
        refusal(two, "WEAR=>1,WEAR=<2");
        LabelTargets quantiles = new LabelTargets(model("regression\nloss: quantile", 2, ""), List.of());
        assertBounds(quantiles, ">7", 7, POSITIVE_INFINITY, 7, POSITIVE_INFINITY);
        refusal(quantiles, ">7,8");
        refusal(new LabelTargets(model("multiclass", 3, ""), List.of()), ">1");
        refusal(new LabelTargets(model("binary", 1, ""), List.of()), "0..1");
    }

    @Test
    void refusesHeadsWithoutLabels() {
        String message = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> new LabelTargets(model("none", 1, ""), List.of()))
                .getMessage());
        assertTrue(message.contains("cannot be trained from labels"), message);
    }
}
