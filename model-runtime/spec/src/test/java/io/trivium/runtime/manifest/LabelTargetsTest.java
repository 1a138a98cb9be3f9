package io.trivium.runtime.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
        assertArrayEquals(numbers, targets.of(label), label);
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

    @Test
    void refusesHeadsWithoutLabels() {
        String message = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> new LabelTargets(model("none", 1, ""), List.of()))
                .getMessage());
        assertTrue(message.contains("cannot be trained from labels"), message);
    }
}
