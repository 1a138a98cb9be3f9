package io.trivium.runtime.learning.update.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.manifest.LabelTargets;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tool.DataFiles;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer reads what an export has written. */
class PartFileTest {
    @TempDir
    private Path folder;

    private static ModelSpec model(int width) {
        return ModelSpec.parse("""
                task: exported
                inputs: [{name: x, dtype: float32, shape: [-1, 2]}]
                outputs: [{name: y, dtype: float32, shape: [-1, %d]}]
                head: regression
                latencyClass: bulk
                """.formatted(width).getBytes(StandardCharsets.UTF_8));
    }

    private Path exported(ModelSpec model, String... labels) throws IOException {
        LabelTargets targets = new LabelTargets(model, List.of());
        try (PartFile file = new PartFile(folder, "train", model, targets.perRow())) {
            for (int row = 0; row < labels.length; row++) {
                List<ExampleTensor> inputs =
                        List.of(ExampleTensor.ofFloats("x", List.of(2L), new float[] {row, -1f * row}));
                assertTrue(file.add(inputs, targets.of(labels[row]), 100 + row));
            }
            file.finish();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        return folder.resolve("train.safetensors");
    }

    @Test
    void boundsOfIntervalsComeBack() throws IOException {
        for (int width = 1; width <= 2; width++) {
            ModelSpec model = model(width);
            TaskData read = DataFiles.read(exported(model, "3", ">5", "<4", "1..2"), model);
            LabelTargets targets = new LabelTargets(model, List.of());
            BoundedLabels expected = BoundedLabels.joined(
                    Stream.of("3", ">5", "<4", "1..2").map(targets::of).toList());
            assertArrayEquals(expected.numbers(), read.labels());
            assertArrayEquals(expected.bounds(), read.bounds());
            assertArrayEquals(new long[] {100, 101, 102, 103}, read.rowHashes());
        }
    }

    @Test
    void withoutAnIntervalTheFileHasNoBounds() throws IOException {
        Path expected = folder.resolveSibling(folder.getFileName() + "-expected");
        new SafetensorsWriter()
                .add("x", new long[] {2, 2}, new float[] {0, -0f, 1, -1})
                .add("label", new long[] {2}, new float[] {3, -4.5f})
                .add("rowhash", new long[] {2}, new long[] {100, 101})
                .write(expected);
        Path file = exported(model(1), "3", "-4.5");
        assertEquals(-1, Files.mismatch(expected, file));
        Files.delete(expected);
        assertEquals(0, DataFiles.read(file, model(1)).bounds().length);
    }
}
