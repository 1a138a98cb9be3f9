package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Answers of simple rivals of a task: models that the runtime's tool trains on the rows that the network learned from.
 *
 * @param spec specification of the task
 * @param routed pack that is measured with random routing as well
 * @param work where rows and answers are exchanged
 */
record RivalTrial(RuntimeTool runtime, Path spec, Optional<Path> routed, Path work) {
    /** The answers by the name of each rival, {@code [trainings][rows][numbers]}. */
    Map<String, float[][][]> answers(TrialFiles files) throws IOException, InterruptedException {
        return runtime.rivals(
                spec,
                routed,
                files.learned(),
                files.held(),
                files.measured(),
                files.folder().resolve("rivals.safetensors"));
    }

    /**
     * As {@link #answers(TrialFiles)}, of rows that are written for it.
     *
     * @param held rows that choose when a training stops
     */
    Map<String, float[][][]> answers(TrialFiles.Rows learned, TrialFiles.Rows held, TrialFiles.Rows measured)
            throws IOException, InterruptedException {
        return answers(TrialFiles.write(work, learned, held, measured));
    }
}
