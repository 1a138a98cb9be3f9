package io.trivium.runtime.learning.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelNumbersTest {
    private static LabelNumbers numbers(String head, String output, String... labels) {
        String yaml = """
                task: toy
                inputs:
                  - {name: x, dtype: float32, shape: [-1, 2]}
                outputs:
                  - {name: y, dtype: float32, %s}
                head: %s
                latencyClass: interactive
                """.formatted(output, head);
        return new LabelNumbers(ModelSpec.parse(yaml.getBytes(StandardCharsets.UTF_8)), List.of(labels));
    }

    @Test
    void takesTheGraverOfTwoLabelsForTheOne() {
        LabelNumbers labels = numbers("binary", "shape: [-1, 1]", "fraud", "genuine");
        assertArrayEquals(new float[] {1}, labels.of("fraud"));
        assertArrayEquals(new float[] {0}, labels.of("genuine"));
        assertArrayEquals(new float[] {1}, labels.of("1"));
        IllegalArgumentException unknown = assertThrows(IllegalArgumentException.class, () -> labels.of("stolen"));
        assertTrue(String.valueOf(unknown.getMessage()).contains("configure the two labels of task toy"));
    }

    @Test
    void findsClassesByTheirColumnOrNumber() {
        LabelNumbers labels = numbers("multiclass", "shape: [-1, 3], columns: [good, worn, broken]");
        assertArrayEquals(new float[] {2}, labels.of("broken"));
        assertArrayEquals(new float[] {1}, labels.of("1"));
        assertThrows(IllegalArgumentException.class, () -> labels.of("3"));
        assertThrows(IllegalArgumentException.class, () -> labels.of("1.5"));
    }

    @Test
    void readsOneNumberOrOneForEachColumn() {
        LabelNumbers labels = numbers("regression", "shape: [-1, 2]");
        assertArrayEquals(new float[] {1.5f, -2}, labels.of("1.5, -2"));
        assertArrayEquals(new float[] {7, 7}, labels.of("7"));
        assertThrows(IllegalArgumentException.class, () -> labels.of("1,2,3"));
        assertThrows(IllegalArgumentException.class, () -> labels.of("many"));
        assertThrows(IllegalArgumentException.class, () -> labels.of("Infinity"));
    }
}
