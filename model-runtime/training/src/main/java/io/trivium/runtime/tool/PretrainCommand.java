package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Pretraining;
import io.trivium.runtime.training.stage.PretrainingTask;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pretrains a trunk on rows without labels of several tasks. */
@Command(
        name = "pretrain",
        description = {
            "Masked modelling over rows without labels of several tasks on one trunk. Writes a folder for each task"
                    + " below",
            "--out, which train --from takes, and pretraining.json, which says what the trunk has seen."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
public final class PretrainCommand implements Callable<Integer> {
    /** Distinguishes a pretrained trunk from a trained network. */
    static final String RECORD = "pretraining.json";

    /** Hashes of the rows it has seen. */
    public static final String ROWS = "seen-rows.safetensors";

    /** One task. */
    static final class Source {
        @Option(names = "--spec", required = true, paramLabel = "FILE", description = "spec.yaml of a task")
        private Path spec;

        @Option(names = "--data", required = true, paramLabel = "FILE", description = "its rows; labels are not read")
        private Path data;

        @Option(
                names = "--share",
                defaultValue = "1",
                paramLabel = "N",
                description = "of the rows of a step, relative to the other tasks' (default: ${DEFAULT-VALUE})")
        private double share;
    }

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<Source> sources;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder of the result; must not exist")
    private Path out;

    @Mixin
    private final PretrainingOptions options = new PretrainingOptions();

    @Option(names = "--seed", defaultValue = "1", description = "of everything drawn (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--checkpoint", description = "file from which a stopped training continues (default: none)")
    private @Nullable Path checkpoint;

    @Option(names = "--code-revision", defaultValue = "", description = "revision of the code that trains")
    private String revision = "";

    @Option(names = "--threads", defaultValue = "1", description = "of the engine (default: ${DEFAULT-VALUE})")
    private int threads;

    @Override
    public Integer call() throws IOException {
        TrainingOptions.prepareEngine(threads);
        if (Files.exists(out)) throw new FileAlreadyExistsException(out.toString());
        List<PretrainingTask> tasks = new ArrayList<>();
        for (Source source : sources) {
            byte[] yaml = Files.readAllBytes(source.spec);
            TaskData rows = DataFiles.read(source.data, ModelSpec.parse(yaml));
            tasks.add(PretrainingTask.of(yaml, rows, source.share));
        }
        Pretraining.Settings settings = options.settings(seed);
        Pretraining.Pretrained trained;
        try (StopOnExit stop = new StopOnExit()) {
            trained = new Pretraining(tasks, settings).run(Optional.ofNullable(checkpoint), stop);
        }
        ObjectNode record = new ObjectMapper().createObjectNode();
        record.put("kind", "masked-modelling").put("codeRevision", revision).put("seed", seed);
        record.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        record.put("steps", settings.steps())
                .put("batch", settings.batch())
                .put("hidden", settings.hiding().share())
                .put("swapped", settings.hiding().swapped())
                .put("seen", settings.hiding().seen())
                .put("learningRate", settings.learningRate());
        for (int i = 0; i < tasks.size(); i++) {
            PretrainingTask task = tasks.get(i);
            record.withArray("tasks")
                    .addObject()
                    .put("task", task.model().task().value())
                    .put("data", String.valueOf(sources.get(i).data.getFileName()))
                    .put("rows", task.rows().rows())
                    .put("share", task.share())
                    .put("firstLoss", trained.firstLoss(i))
                    .put("lastLoss", trained.lastLoss(i));
        }
        for (int i = 0; i < tasks.size(); i++) {
            PretrainingTask task = tasks.get(i);
            Path folder =
                    Files.createDirectories(out.resolve(task.model().task().value()));
            Files.write(folder.resolve(ModelPack.SPEC), task.yaml());
            trained.parameters().get(i).write(folder.resolve(ModelPack.WEIGHTS));
            Files.writeString(folder.resolve(RECORD), record.toPrettyString());
            long[] seen = task.rows().rowHashes();
            if (seen.length > 0) {
                new SafetensorsWriter()
                        .add("rowhash", new long[] {seen.length}, seen)
                        .write(folder.resolve(ROWS));
            }
        }
        System.out.println(record);
        return 0;
    }
}
