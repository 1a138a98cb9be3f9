package io.trivium.runtime.lab;

import io.trivium.runtime.tool.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options common to all studies. */
final class StudyOptions {
    @Option(
            names = "--task",
            required = true,
            paramLabel = "DIR",
            description =
                    "folder with spec.yaml, training, test and perhaps validation.safetensors; once for each task")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3",
            description = "of weights, draws and order (default: ${DEFAULT-VALUE})")
    private List<Long> seeds = new ArrayList<>();

    @Option(
            names = "--most-rows",
            defaultValue = "12000",
            description = "of each task's training rows; twice as many are measured (default: ${DEFAULT-VALUE})")
    private int most;

    @Option(names = "--threads", defaultValue = "1", description = "of the engine (default: ${DEFAULT-VALUE})")
    private int threads;

    List<Long> seeds() {
        return seeds;
    }

    List<StudyTask> tasks() throws IOException {
        TrainingOptions.prepareEngine(threads);
        List<StudyTask> tasks = new ArrayList<>();
        for (Path folder : folders) tasks.add(StudyTask.read(folder, most, 1));
        return tasks;
    }
}
