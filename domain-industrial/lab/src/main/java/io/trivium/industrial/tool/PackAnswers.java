package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pack answered by the model runtime's tool, as its service would.
 *
 * @param output name of its output
 * @param work where rows and answers are exchanged
 */
record PackAnswers(RuntimeTool runtime, Path pack, String output, Path work) {
    /** The answers of some rows, in their order. */
    List<float[]> of(SafetensorsWriter inputs, int count) throws IOException {
        Path rows = work.resolve("rows.safetensors");
        Path answers = work.resolve("answers.safetensors");
        inputs.add("label", new long[] {count}, new float[count]).write(rows);
        Files.deleteIfExists(answers);
        try {
            runtime.predict(pack, rows, answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model runtime's tool answered", e);
        }
        try (Safetensors read = Safetensors.open(answers)) {
            float[] all = read.tensor(output).toFloats();
            int each = all.length / count;
            List<float[]> rowsAnswered = new ArrayList<>();
            for (int r = 0; r < count; r++) rowsAnswered.add(Arrays.copyOfRange(all, r * each, (r + 1) * each));
            return rowsAnswered;
        }
    }
}
