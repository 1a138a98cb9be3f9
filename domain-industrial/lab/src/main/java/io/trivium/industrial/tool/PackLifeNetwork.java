package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.model.LifeNetwork;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A pack for windows of lives, answered by the model runtime's tool. */
final class PackLifeNetwork implements LifeNetwork {
    private final PackAnswers answers;

    /**
     * @param output name of its output
     * @param work where rows and answers are exchanged
     */
    PackLifeNetwork(RuntimeTool runtime, Path pack, String output, Path work) {
        this.answers = new PackAnswers(runtime, pack, output, work);
    }

    @Override
    public List<float[]> answers(List<LifeWindow> windows) {
        try {
            return answers.of(LifeRows.inputs(windows), windows.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
