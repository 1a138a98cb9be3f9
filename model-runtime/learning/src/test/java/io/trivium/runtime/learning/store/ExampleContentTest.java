package io.trivium.runtime.learning.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.inference.DataType;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExampleContentTest {
    @Test
    void comesBackAsItWasAndHashesTheSameInAnyOrder() {
        DataType[] types = DataType.values();
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<ExampleTensor> inputs = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                DataType type = types[random.nextInt(types.length - 1)];
                int rows = 1 + random.nextInt(5);
                byte[] data = new byte[rows * 2 * type.size()];
                random.nextBytes(data);
                inputs.add(new ExampleTensor(
                        "t" + i,
                        type,
                        List.of((long) rows, 2L),
                        Base64.getEncoder().encodeToString(data)));
            }
            byte[] encoded = ExampleContent.encode(inputs);
            List<ExampleTensor> byName = inputs.stream()
                    .sorted(Comparator.comparing(ExampleTensor::name))
                    .toList();
            assertEquals(byName, ExampleContent.decode(encoded), "seed " + seed);
            Collections.shuffle(inputs, random);
            assertArrayEquals(encoded, ExampleContent.encode(inputs), "seed " + seed);
        }
    }

    @Test
    void hashesTaskNameTypeShapeAndElements() {
        ExampleTensor tensor = ExampleTensor.ofFloats("x", List.of(2L), new float[] {1, 2});
        byte[] hash = ExampleContent.hash(new TaskName("task"), ExampleContent.encode(List.of(tensor)));
        for (ExampleTensor other : List.of(
                ExampleTensor.ofFloats("y", List.of(2L), new float[] {1, 2}),
                ExampleTensor.ofFloats("x", List.of(1L, 2L), new float[] {1, 2}),
                ExampleTensor.ofFloats("x", List.of(2L), new float[] {1, Math.nextUp(2f)}),
                new ExampleTensor("x", DataType.INT32, List.of(2L), tensor.data()))) {
            assertFalse(Arrays.equals(
                    hash, ExampleContent.hash(new TaskName("task"), ExampleContent.encode(List.of(other)))));
        }
        assertFalse(Arrays.equals(
                hash, ExampleContent.hash(new TaskName("task2"), ExampleContent.encode(List.of(tensor)))));
    }

    @Test
    void refusesWhatIsCutShort() {
        byte[] encoded = ExampleContent.encode(List.of(ExampleTensor.ofFloats("x", List.of(2L), new float[] {1, 2})));
        assertThrows(
                IllegalArgumentException.class,
                () -> ExampleContent.decode(Arrays.copyOf(encoded, encoded.length - 1)));
        assertThrows(IllegalArgumentException.class, () -> ExampleContent.decode(new byte[] {1}));
    }
}
