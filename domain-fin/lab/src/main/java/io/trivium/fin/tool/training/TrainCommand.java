package io.trivium.fin.tool.training;

import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.tool.ArchiveOptions;
import io.trivium.fin.tool.FeatureProgress;
import io.trivium.fin.tool.FinTool;
import io.trivium.fin.tool.ModelColumns;
import io.trivium.fin.tool.ToolException;
import io.trivium.fin.tool.WorkFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains a model pack on an archive. */
@Command(name = "train", description = "Train a model pack on days of an archive.", mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final ArchiveOptions archive = new ArchiveOptions();

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Option(names = "--train", required = true, paramLabel = "D..D", description = "Training days.")
    @SuppressWarnings("NullAway.Init")
    private DayRange train;

    @Option(
            names = "--validation",
            paramLabel = "D..D",
            description = "Days that choose the best epoch; the week before the training days by default.")
    private @Nullable DayRange validation;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory of the new pack.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--model-version",
            required = true,
            paramLabel = "V",
            description = "Version of the new pack, such as 2 or 2026.11.")
    @SuppressWarnings("NullAway.Init")
    private String version;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the training (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path spec = training.spec();
        Optional<Path> from = training.from();
        Path work = Files.createTempDirectory("fin-train-");
        try {
            Training.Files files = prepare(ModelColumns.ofSpec(spec), work);
            new Training(training.tools())
                    .train(
                            spec,
                            from,
                            files,
                            out,
                            new Training.Labelling(version, seed, archive.name(), archive.licence(), train));
        } finally {
            WorkFiles.delete(work);
        }
        PackIdentity made = PackIdentity.read(out);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model_name", made.name());
        result.put("model_version", made.version());
        result.put("pack", out.toAbsolutePath().normalize().toString());
        result.put("seed", seed);
        result.put("training_rows", DatasetFile.readTrainingRows(out).length);
        if (json) tool.terminal().json(result);
        else tool.terminal().result("Trained " + made.name() + " " + made.version() + " in " + out + ".");
        return 0;
    }

    /** The validation days of a training that names none. */
    static DayRange weekBefore(DayRange train) {
        return new DayRange(train.first().minusDays(7), train.first().minusDays(1));
    }

    private Training.Files prepare(List<String> columns, Path work) throws IOException {
        DayRange choosing = validation != null ? validation : weekBefore(train);
        if (choosing.overlaps(train)) {
            throw new ToolException("validation days " + choosing + " overlap the training days " + train);
        }
        AuthorizationArchive opened = archive.open();
        DayRange others = unlabelled(opened, choosing);
        Path training = work.resolve("train.safetensors");
        Path chosen = work.resolve("validation.safetensors");
        DatasetFile.write(computed(opened, train), columns, archive.name(), archive.licence(), training);
        DatasetFile.write(computed(opened, choosing), columns, archive.name(), archive.licence(), chosen);
        if (others == null) return new Training.Files(training, chosen, Optional.empty());
        Path unlabelled = work.resolve("unlabelled.safetensors");
        DatasetFile.writeUnlabelled(computed(opened, others), columns, archive.name(), archive.licence(), unlabelled);
        return new Training.Files(training, chosen, Optional.of(unlabelled));
    }

    private @Nullable DayRange unlabelled(AuthorizationArchive opened, DayRange choosing) throws IOException {
        boolean validatesFirst = choosing.first().isBefore(train.first());
        return training.unlabelled(opened, (validatesFirst ? choosing : train).first());
    }

    private FeatureDataset computed(AuthorizationArchive opened, DayRange days) {
        try (FeatureProgress progress = new FeatureProgress(tool.terminal(), days)) {
            return FeatureDataset.of(opened, days, progress);
        }
    }
}
