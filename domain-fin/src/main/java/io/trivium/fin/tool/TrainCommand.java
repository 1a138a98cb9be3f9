package io.trivium.fin.tool;

import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.DayRange;
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
final class TrainCommand implements Callable<Integer> {
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
            names = {"--model-version", "--version"},
            required = true,
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
            TrainingData data =
                    TrainingData.prepare(tool.terminal(), archive, ModelColumns.ofSpec(spec), train, validation, work);
            new Training(training.tools())
                    .train(
                            spec,
                            from,
                            data.training(),
                            data.validation(),
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
        if (json) {
            tool.terminal().json(result);
        } else {
            tool.terminal().result("Trained " + made.name() + " " + made.version() + " in " + out + ".");
        }
        return 0;
    }

    /** The validation days of a training that names none. */
    static DayRange weekBefore(DayRange train) {
        return new DayRange(train.first().minusDays(7), train.first().minusDays(1));
    }

    /** The data set files of one training. */
    record TrainingData(Path training, Path validation) {

        static TrainingData prepare(
                Terminal terminal,
                ArchiveOptions archive,
                List<String> columns,
                DayRange train,
                @Nullable DayRange wantedValidation,
                Path work)
                throws IOException {
            DayRange validation = wantedValidation != null ? wantedValidation : weekBefore(train);
            if (validation.overlaps(train)) {
                throw new ToolException("validation days " + validation + " overlap the training days " + train);
            }
            AuthorizationArchive opened = archive.open();
            Path trainingFile = work.resolve("train.safetensors");
            Path validationFile = work.resolve("validation.safetensors");
            write(terminal, archive, opened, columns, train, trainingFile);
            write(terminal, archive, opened, columns, validation, validationFile);
            return new TrainingData(trainingFile, validationFile);
        }

        private static void write(
                Terminal terminal,
                ArchiveOptions archive,
                AuthorizationArchive opened,
                List<String> columns,
                DayRange days,
                Path file)
                throws IOException {
            try (FeatureProgress progress = new FeatureProgress(terminal, days)) {
                DatasetFile.write(
                        FeatureDataset.of(opened, days, progress), columns, archive.name(), archive.licence(), file);
            }
        }
    }
}
