package io.trivium.fin.tool.training;

import io.trivium.core.learning.ToolDefaults;
import io.trivium.core.model.ModelName;
import io.trivium.fin.evaluation.DelayedLabelSplit;
import io.trivium.fin.evaluation.PublishedScores;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedDays;
import io.trivium.fin.replay.SparkovArchive;
import io.trivium.fin.tool.ArchiveOptions;
import io.trivium.fin.tool.FinTool;
import io.trivium.fin.tool.ToolException;
import io.trivium.fin.tool.WorkFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
public final class EvaluateCommand implements Callable<Integer> {

    /** The Sparkov archive's split in time: a quarter to learn from, labels a week late, its last month to measure. */
    private static final DayRange SPARKOV_TRAIN = DayRange.parse("2019-02-08..2019-05-10");

    private static final DayRange SPARKOV_VALIDATION = DayRange.parse("2019-05-11..2019-05-23");
    private static final DayRange SPARKOV_TEST = DayRange.parse("2019-06-01..2019-06-30");

    /** The way in which days are divided. */
    enum Protocol {
        /** One training range and one test range (Fraud Detection Handbook, chapter 3). */
        A,
        /** A training and a test week for each fold (chapter 5). */
        prequential
    }

    /** The form of an archive. */
    enum Dataset {
        /** Daily files, see {@code AuthorizationArchive}. */
        handbook,
        /** Monthly files of the Sparkov simulator. */
        sparkov
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final ArchiveOptions archive = new ArchiveOptions();

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--dataset",
            defaultValue = "handbook",
            description = "Form of the archive: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}). Sparkov's has its own days"
                    + " unless they are given, a split in time alone, and keeps cards whose fraud is known.")
    private Dataset dataset = Dataset.handbook;

    @Option(
            names = "--protocol",
            defaultValue = "A",
            description =
                    "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}). With prequential, each of the --folds has a test"
                            + " week, a training week 14 days before it and a validation week before that.")
    private Protocol protocol = Protocol.A;

    @Option(
            names = "--folds",
            split = ",",
            paramLabel = "START",
            description = "First test day of each week of the prequential protocol, such as 2018-08-08,2018-08-15.")
    private List<LocalDate> folds = List.of();

    @Option(names = "--test", paramLabel = "D..D", description = "Test days, such as 2018-08-08..2018-08-14.")
    private @Nullable DayRange test;

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

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack to measure (default without --train, --folds and sparkov: the newest bundled).")
    private @Nullable Path pack;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "Scores of other models, shown as rivals where they are of the same rows;"
                    + " DATA/../handbook_golden/protocol_A_test.csv.gz by default, if it is there.")
    private @Nullable Path reference;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Directory for data sets, packs and scores, which stay there; a temporary one by default.")
    private @Nullable Path work;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (dataset == Dataset.sparkov) {
            train = train != null || pack != null ? train : SPARKOV_TRAIN;
            validation = validation != null ? validation : SPARKOV_VALIDATION;
            test = test != null ? test : SPARKOV_TEST;
        }
        if (train == null && folds.isEmpty() && pack == null) {
            pack = ToolDefaults.bundled(new ModelName("fin-authorization-risk")).orElse(null);
        }
        refuseContradictions();
        Path directory = work != null ? Files.createDirectories(work) : Files.createTempDirectory("fin-evaluate-");
        try {
            Trials trials = new Trials(tool.terminal(), open(), archive, training, published(), directory);
            if (protocol == Protocol.prequential) prequential(trials);
            else show(List.of(one(trials)), false);
        } finally {
            if (work == null) WorkFiles.delete(directory);
        }
        return 0;
    }

    private void refuseContradictions() throws IOException {
        if (protocol == Protocol.prequential) {
            if (folds.isEmpty()) throw new ToolException("name the first test day of each week with --folds");
            if (train != null || test != null || validation != null) {
                throw new ToolException("the prequential protocol takes its days from --folds:"
                        + " no --train, --test or --validation");
            }
            return;
        }
        if (!folds.isEmpty()) throw new ToolException("--folds belongs to --protocol prequential");
        if (test == null) throw new ToolException("name the days to measure on with --test");
        if (train == null && pack == null) {
            throw new ToolException("name the model with --pack, or train one with --train");
        }
        if (train == null && training.from().isPresent()) {
            throw new ToolException("--from is where a training begins: it needs --train");
        }
    }

    private RecordedDays open() {
        return dataset == Dataset.sparkov ? SparkovArchive.open(archive.directory()) : archive.open();
    }

    private Optional<PublishedScores> published() throws IOException {
        Path file = reference != null
                ? reference
                : archive.directory().resolveSibling("handbook_golden").resolve("protocol_A_test.csv.gz");
        if (!Files.isRegularFile(file)) {
            if (reference != null) throw new ToolException(file + ": no such file (--reference)");
            return Optional.empty();
        }
        return Optional.of(PublishedScores.read(file));
    }

    private Trials.Outcome one(Trials trials) throws IOException, InterruptedException {
        DayRange measured = test;
        DayRange learned = train;
        Path served = pack;
        if (measured == null || (learned == null && served == null)) throw new IllegalStateException("days or model");
        if (learned == null) {
            return trials.measure(
                    served == null ? Path.of("") : served,
                    DelayedLabelSplit.withoutTraining(measured, DelayedLabelSplit.HANDBOOK_DELAY_DAYS));
        }
        DelayedLabelSplit split = dataset == Dataset.sparkov
                ? DelayedLabelSplit.withKnownCards(learned, measured, DelayedLabelSplit.HANDBOOK_DELAY_DAYS)
                : new DelayedLabelSplit(learned, measured, DelayedLabelSplit.HANDBOOK_DELAY_DAYS);
        DayRange choosing = validation != null ? validation : TrainCommand.weekBefore(learned);
        return trials.train(split, choosing, seeds);
    }

    private void prequential(Trials trials) throws IOException, InterruptedException {
        List<Trials.Outcome> outcomes = new ArrayList<>();
        for (LocalDate start : folds) {
            Path served = pack;
            if (served != null) {
                outcomes.add(trials.measure(served, DelayedLabelSplit.fold(start)));
            } else {
                DelayedLabelSplit split = DelayedLabelSplit.fold(start);
                outcomes.add(trials.train(split, TrainCommand.weekBefore(split.train()), seeds));
            }
        }
        show(outcomes, true);
    }

    private void show(List<Trials.Outcome> outcomes, boolean asFolds) {
        EvaluationReport report = new EvaluationReport(outcomes, asFolds);
        if (json) tool.terminal().json(report.json());
        else tool.terminal().result(report.text());
    }
}
