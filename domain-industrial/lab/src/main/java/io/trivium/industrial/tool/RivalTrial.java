package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Answers of simple rivals of a task: models that the runtime's tool trains on the rows that the network learned from.
 *
 * @param spec specification of the task
 * @param work where rows and answers are exchanged
 */
record RivalTrial(RuntimeTool runtime, Path spec, Path work) {
    /** Rows that can be written for the runtime's tool. */
    @FunctionalInterface
    interface Rows {
        void write(Path file) throws IOException;
    }

    /**
     * By the name of each rival {@code [trainings][rows][numbers]}.
     *
     * @param held rows that choose when a training stops
     */
    Map<String, float[][][]> answers(Rows learned, Rows held, Rows measured) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, "rivals-");
        Path training = folder.resolve("training.safetensors");
        Path validation = folder.resolve("validation.safetensors");
        Path asked = folder.resolve("asked.safetensors");
        learned.write(training);
        held.write(validation);
        measured.write(asked);
        return runtime.rivals(spec, training, validation, asked, folder.resolve("answers.safetensors"));
    }
}
