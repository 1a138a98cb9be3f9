package io.trivium.fin.tool;

import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.DelayedLabelSplit;
import io.trivium.fin.evaluation.Evaluation;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.replay.DayRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Measures a model on an archive: the pack being served, or one trained in the same run.
 *
 * <p>Rows that the pack was trained on are left out and counted. With a model trained in the same run there can be none;
 * should there be any, the measurement is refused.
 */
@Command(
        name = "evaluate",
        description = "Measure a model on days of an archive, with delayed labels and without known cards.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final ArchiveOptions archive = new ArchiveOptions();

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--test",
            required = true,
            paramLabel = "D..D",
            description = "Test days, such as 2018-08-08..2018-08-14.")
    @SuppressWarnings("NullAway.Init")
    private DayRange test;

    @Option(
            names = "--train",
            paramLabel = "D..D",
            description = "Train a model on these days first; without it the pack is measured.")
    private @Nullable DayRange train;

    @Option(
            names = "--validation",
            paramLabel = "D..D",
            description = "Days that choose the best epoch; the week before the training days by default.")
    private @Nullable DayRange validation;

    @Option(names = "--seed", description = "Seed of the training; several give the mean of as many trainings (1).")
    private List<Long> seeds = List.of(1L);

    @Option(names = "--pack", paramLabel = "DIR", description = "Directory of the model pack to measure.")
    private @Nullable Path pack;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Directory for data sets, packs and scores, which stay there; a temporary one by default.")
    private @Nullable Path work;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    /** One model's result. */
    private record Run(PackIdentity model, @Nullable Long seed, Evaluation evaluation) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (train == null && pack == null)
            throw new ToolException("name the model with --pack, or train one with --train");
        if (train == null && training.from().isPresent())
            throw new ToolException("--from is where a training begins: it needs --train");
        Path directory = work != null ? Files.createDirectories(work) : Files.createTempDirectory("fin-evaluate-");
        try {
            if (train != null) {
                trainAndMeasure(directory, train);
            } else if (pack != null) {
                measure(directory, pack);
            }
        } finally {
            if (work == null) WorkFiles.delete(directory);
        }
        return 0;
    }

    private void measure(Path directory, Path served) throws IOException, InterruptedException {
        PackIdentity model = PackIdentity.read(served);
        FeatureDataset all = split(DelayedLabelSplit.withoutTraining(test, DelayedLabelSplit.HANDBOOK_DELAY_DAYS))
                .test();
        FeatureDataset rows = all.without(DatasetFile.readTrainingRows(served));
        if (rows.size() == 0) {
            throw new ToolException("nothing to measure: all " + all.size() + " rows of " + test + " are among those "
                    + model.name() + " " + model.version() + " was trained on");
        }
        Evaluation evaluation = score(directory, rows, served, "served");
        print(List.of(new Run(model, null, evaluation)), all, all.size() - rows.size());
    }

    private void trainAndMeasure(Path directory, DayRange days) throws IOException, InterruptedException {
        Path spec = training.spec();
        Optional<Path> from = training.from();
        FeatureDataset rows = split(new DelayedLabelSplit(days, test, DelayedLabelSplit.HANDBOOK_DELAY_DAYS))
                .test();
        TrainCommand.TrainingData data = TrainCommand.TrainingData.prepare(
                tool.terminal(), archive, ModelColumns.ofSpec(spec), days, validation, directory);
        List<Run> runs = new ArrayList<>();
        for (long seed : seeds) {
            Path trained = directory.resolve("pack-" + seed);
            if (Files.exists(trained)) WorkFiles.delete(trained);
            new Training(training.tools())
                    .train(
                            spec,
                            from,
                            data.training(),
                            data.validation(),
                            trained,
                            new Training.Labelling("0", seed, archive.name(), archive.licence(), days));
            int seen = rows.size()
                    - rows.without(DatasetFile.readTrainingRows(trained)).size();
            if (seen > 0) throw new ToolException(seen + " test rows are among the training rows");
            runs.add(new Run(PackIdentity.read(trained), seed, score(directory, rows, trained, Long.toString(seed))));
        }
        print(runs, rows, 0);
    }

    private FeatureDataset.Split split(DelayedLabelSplit split) {
        DayRange read = new DayRange(split.train().first(), test.last());
        try (FeatureProgress progress = new FeatureProgress(tool.terminal(), read)) {
            return FeatureDataset.split(archive.open(), split, progress);
        }
    }

    private Evaluation score(Path directory, FeatureDataset rows, Path model, String name)
            throws IOException, InterruptedException {
        Path dataset = directory.resolve("test.safetensors");
        Path scores = directory.resolve("scores-" + name + ".safetensors");
        DatasetFile.write(rows, ModelColumns.ofPack(model), archive.name(), archive.licence(), dataset);
        new Training(training.tools()).predict(model, dataset, scores);
        return Evaluation.of(DatasetFile.readTruth(dataset), DatasetFile.readScores(scores));
    }

    private void print(List<Run> runs, FeatureDataset rows, int excludedTrainingRows) {
        Map<String, Object> result = new LinkedHashMap<>();
        Evaluation first = runs.getFirst().evaluation;
        result.put("auc", mean(runs, Evaluation::auc));
        result.put("average_precision", mean(runs, Evaluation::averagePrecision));
        result.put("card_precision_100", mean(runs, Evaluation::cardPrecision100));
        result.put("card_precision_100_ceiling", first.cardPrecision100Ceiling());
        result.put("recall_at_0_5_percent_alerts", mean(runs, Evaluation::recallAtHalfPercent));
        result.put("rows", first.rows());
        result.put("frauds", first.frauds());
        result.put("excluded_training_rows", excludedTrainingRows);
        result.put("excluded_known_card_rows", rows.excluded());
        result.put("model_name", runs.getFirst().model.name());
        result.put("model_version", runs.getFirst().model.version());
        result.put("test_days", test.toString());
        if (train != null) {
            result.put("train_days", train.toString());
            result.put("seeds", runs.stream().map(Run::seed).toList());
            if (runs.size() > 1) {
                result.put("runs", runs.stream().map(Run::evaluation).toList());
            }
        }
        if (json) {
            tool.terminal().json(result);
            return;
        }
        tool.terminal()
                .result(String.format(
                        Locale.ROOT,
                        "%s %s on %s: %,d authorizations, %,d frauds (left out: %,d rows of its training, %,d of known"
                                + " cards)%nAUC %.4f, average precision %.4f, card precision@100 %.4f of at most %.4f,"
                                + " recall at 0.5 %% alerts %.4f",
                        runs.getFirst().model.name(),
                        runs.getFirst().model.version(),
                        test,
                        first.rows(),
                        first.frauds(),
                        excludedTrainingRows,
                        rows.excluded(),
                        mean(runs, Evaluation::auc),
                        mean(runs, Evaluation::averagePrecision),
                        mean(runs, Evaluation::cardPrecision100),
                        first.cardPrecision100Ceiling(),
                        mean(runs, Evaluation::recallAtHalfPercent)));
    }

    private static double mean(List<Run> runs, ToDoubleFunction<Evaluation> figure) {
        return runs.stream()
                .mapToDouble(run -> figure.applyAsDouble(run.evaluation))
                .average()
                .orElseThrow();
    }
}
