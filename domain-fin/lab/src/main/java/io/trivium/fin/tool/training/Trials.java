package io.trivium.fin.tool.training;

import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.DelayedLabelSplit;
import io.trivium.fin.evaluation.Evaluation;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.evaluation.PublishedScores;
import io.trivium.fin.evaluation.RankingMetrics;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedDays;
import io.trivium.fin.tool.ArchiveOptions;
import io.trivium.fin.tool.FeatureProgress;
import io.trivium.fin.tool.ModelColumns;
import io.trivium.fin.tool.Terminal;
import io.trivium.fin.tool.ToolException;
import io.trivium.fin.tool.WorkFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Trains and measures models on recorded days through the model runtime's tool. */
final class Trials {

    /** One model's result. */
    record Run(PackIdentity model, @Nullable Long seed, Evaluation evaluation) {}

    /**
     * Models measured on the same rows.
     *
     * @param train null when the model was trained elsewhere
     * @param unlabelled days that a teacher answered for, without their labels; null for none
     * @param begunWith the pack that the trainings began with, if any
     * @param baselines what other models reach on the same rows, by name
     * @param ablation average precision compared with that of simple rivals, trained on the same rows; empty for a model that was
     *     trained elsewhere
     */
    record Outcome(
            List<Run> runs,
            DayRange test,
            @Nullable DayRange train,
            @Nullable DayRange validation,
            @Nullable DayRange unlabelled,
            @Nullable PackIdentity begunWith,
            int excludedTrainingRows,
            int excludedKnownCardRows,
            Map<String, Evaluation> baselines,
            List<Ablation.Row> ablation) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Scored(Evaluation evaluation, float[] scores) {}

    private final Terminal terminal;
    private final RecordedDays days;
    private final ArchiveOptions archive;
    private final TrainingOptions options;
    private final Optional<PublishedScores> published;
    private final Path directory;

    Trials(
            Terminal terminal,
            RecordedDays days,
            ArchiveOptions archive,
            TrainingOptions options,
            Optional<PublishedScores> published,
            Path directory) {
        this.terminal = terminal;
        this.days = days;
        this.archive = archive;
        this.options = options;
        this.published = published;
        this.directory = directory;
    }

    /** Measures a pack on the split's test rows without those it was trained on. */
    Outcome measure(Path pack, DelayedLabelSplit split) throws IOException, InterruptedException {
        PackIdentity model = PackIdentity.read(pack);
        FeatureDataset all;
        try (FeatureProgress progress = new FeatureProgress(
                terminal, new DayRange(split.train().first(), split.test().last()))) {
            all = FeatureDataset.split(days, split, progress).test();
        }
        FeatureDataset rows = all.without(DatasetFile.readTrainingRows(pack));
        if (rows.size() == 0) {
            throw new ToolException("nothing to measure: all " + all.size() + " rows of " + split.test()
                    + " are among those " + model.name() + " " + model.version() + " was trained on");
        }
        Evaluation evaluation = score(rows, pack, "served").evaluation();
        return new Outcome(
                List.of(new Run(model, null, evaluation)),
                split.test(),
                null,
                null,
                null,
                null,
                all.size() - rows.size(),
                all.excluded(),
                baselines(rows),
                List.of());
    }

    /** Trains a model for each seed on the split's training rows and measures it on the test rows. */
    Outcome train(DelayedLabelSplit split, DayRange validation, List<Long> seeds)
            throws IOException, InterruptedException {
        if (validation.overlaps(split.train())) {
            throw new ToolException("validation days " + validation + " overlap the training days " + split.train());
        }
        Path spec = options.spec();
        Optional<Path> from = options.from();
        FeatureDataset.Trial data = data(split, validation);
        Training.Files files = files(data, ModelColumns.ofSpec(spec));
        List<Run> runs = new ArrayList<>();
        List<float[]> scores = new ArrayList<>();
        for (long seed : seeds) {
            Path trained = directory.resolve("pack-" + split.test().first() + "-" + seed);
            if (Files.exists(trained)) WorkFiles.delete(trained);
            new Training(options.tools())
                    .train(
                            spec,
                            from,
                            files,
                            trained,
                            new Training.Labelling("0", seed, archive.name(), archive.licence(), split.train()));
            int seen = data.test().size()
                    - data.test().without(DatasetFile.readTrainingRows(trained)).size();
            if (seen > 0) throw new ToolException(seen + " test rows are among the training rows");
            Scored scored = score(data.test(), trained, Long.toString(seed));
            scores.add(scored.scores());
            runs.add(new Run(PackIdentity.read(trained), seed, scored.evaluation()));
        }
        return new Outcome(
                runs,
                split.test(),
                split.train(),
                validation,
                data.unlabelled() == null ? null : data.unlabelled().days(),
                from.isPresent() ? PackIdentity.read(from.orElseThrow()) : null,
                0,
                data.test().excluded(),
                baselines(data.test()),
                ablation(spec, files, scores));
    }

    private FeatureDataset.Trial data(DelayedLabelSplit split, DayRange validation) throws IOException {
        LocalDate learned = split.train().first();
        LocalDate first = validation.first().isBefore(learned) ? validation.first() : learned;
        DayRange unlabelled = options.unlabelled(days, first);
        DayRange read = new DayRange(
                unlabelled == null ? first : unlabelled.first(), split.test().last());
        try (FeatureProgress progress = new FeatureProgress(terminal, read)) {
            return FeatureDataset.trial(days, split, validation, unlabelled, progress);
        }
    }

    private Training.Files files(FeatureDataset.Trial data, List<String> columns) throws IOException {
        Optional<Path> unlabelled = Optional.empty();
        FeatureDataset others = data.unlabelled();
        if (others != null) {
            Path file = directory.resolve("unlabelled.safetensors");
            DatasetFile.writeUnlabelled(others, columns, archive.name(), archive.licence(), file);
            unlabelled = Optional.of(file);
        }
        return new Training.Files(
                write(data.train(), columns, "train"), write(data.validation(), columns, "validation"), unlabelled);
    }

    private Map<String, Evaluation> baselines(FeatureDataset rows) {
        return published.map(scores -> scores.evaluate(rows)).orElse(Map.of());
    }

    /** Scores of the rows that were measured last, by the trainings of the network and by simple rivals. */
    private List<Ablation.Row> ablation(Path spec, Training.Files files, List<float[]> scores)
            throws IOException, InterruptedException {
        Path measured = directory.resolve("test.safetensors");
        DatasetFile.Truth truth = DatasetFile.readTruth(measured);
        float[][][] served = scores.stream()
                .map(each -> IntStream.range(0, each.length)
                        .mapToObj(row -> new float[] {each[row]})
                        .toArray(float[][]::new))
                .toArray(float[][][]::new);
        Map<String, float[][][]> rivals = options.tools()
                .rivals(
                        spec,
                        Optional.empty(),
                        files.training(),
                        files.validation(),
                        measured,
                        directory.resolve("rivals.safetensors"));
        return new Ablation(truth.cards(), Better.HIGHER, (answers, rows) -> averagePrecision(truth, answers, rows))
                .rows(served, rivals);
    }

    private static double averagePrecision(DatasetFile.Truth truth, float[][] answers, int[] rows) {
        float[] scores = new float[rows.length];
        boolean[] fraud = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            scores[i] = answers[rows[i]][0];
            fraud[i] = truth.fraud()[rows[i]];
        }
        return RankingMetrics.of(scores, fraud).averagePrecision();
    }

    private Path write(FeatureDataset rows, List<String> columns, String name) throws IOException {
        Path file = directory.resolve(name + ".safetensors");
        DatasetFile.write(rows, columns, archive.name(), archive.licence(), file);
        return file;
    }

    private Scored score(FeatureDataset rows, Path model, String name) throws IOException, InterruptedException {
        Path dataset = write(rows, ModelColumns.ofPack(model), "test");
        Path scores = directory.resolve("scores-" + rows.days().first() + "-" + name + ".safetensors");
        new Training(options.tools()).predict(model, dataset, scores);
        float[] read = DatasetFile.readScores(scores);
        return new Scored(Evaluation.of(DatasetFile.readTruth(dataset), read), read);
    }
}
