package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.tensor.Safetensors;
import io.trivium.industrial.model.LifeNetwork;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A pack answered by the model runtime's tool, as its service would. */
final class PackLifeNetwork implements LifeNetwork {
    private final RuntimeTool runtime;
    private final Path pack;
    private final String output;
    private final Path work;

    /**
     * @param output name of its output
     * @param work where rows and answers are exchanged
     */
    PackLifeNetwork(RuntimeTool runtime, Path pack, String output, Path work) {
        this.runtime = runtime;
        this.pack = pack;
        this.output = output;
        this.work = work;
    }

    @Override
    public List<float[]> answers(List<LifeWindow> windows) {
        Path rows = work.resolve("rows.safetensors");
        Path answers = work.resolve("answers.safetensors");
        try {
            LifeRows.inputs(windows)
                    .add("label", new long[] {windows.size()}, new float[windows.size()])
                    .write(rows);
            Files.deleteIfExists(answers);
            runtime.predict(pack, rows, answers);
            try (Safetensors read = Safetensors.open(answers)) {
                float[] all = read.tensor(output).toFloats();
                int each = all.length / windows.size();
                List<float[]> rowsAnswered = new ArrayList<>();
                for (int r = 0; r < windows.size(); r++)
                    rowsAnswered.add(Arrays.copyOfRange(all, r * each, (r + 1) * each));
                return rowsAnswered;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model runtime's tool answered", e);
        }
    }
}
