package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.tensor.Safetensors;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.Lesson;
import io.trivium.runtime.training.moe.MoeProgress;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Trains, writes and reports a mixture of experts, as the commands that do so agree. */
public final class MoeTrainingRun {
    private final TrainingOptions options;
    private final MoeTrainingJob job;
    private final Map<String, Double> ofRivals;
    private final long[] seenBefore;

    /** @param sources packs whose weights the training begins with: the new one counts as trained on their rows, too */
    MoeTrainingRun(TrainingOptions options, MoeTrainingJob job, Collection<Path> sources) {
        this(options, job, sources, Map.of());
    }

    /** @param ofRivals figures of simple models of the same rows, for the record */
    MoeTrainingRun(
            TrainingOptions options, MoeTrainingJob job, Collection<Path> sources, Map<String, Double> ofRivals) {
        this.options = options;
        this.job = job;
        this.ofRivals = Map.copyOf(ofRivals);
        this.seenBefore = sources.stream()
                .flatMapToLong(source -> Arrays.stream(seenBefore(source)))
                .toArray();
    }

    /** Hashes of the rows that a pack or the result of a pretraining has seen; none where there is no source. */
    public static long[] seenBefore(@Nullable Path source) {
        if (source == null) return new long[0];
        try {
            if (Files.exists(source.resolve(ModelPack.MANIFEST)))
                return ModelPack.open(source).trainingRows();
            Path rows = source.resolve(PretrainCommand.ROWS);
            if (!Files.exists(rows)) return new long[0];
            try (Safetensors tensors = Safetensors.open(rows)) {
                return tensors.tensor("rowhash").toLongs();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The differences of a training from its specification.
     *
     * @param lesson in the place of the labelled rows
     * @param seen hashes of additional rows that it learns from
     * @param measured the measurements that it is compared with, by the weights before and after it
     */
    record Plan(
            MoeTraining settings,
            Additions additions,
            Optional<Lesson> lesson,
            LongStream seen,
            Function<Parameters, Map<String, Double>> measured) {
        /** By the specification. */
        static Plan ofSpec(MoeTrainingJob job) {
            return with(job.training(), Additions.NONE);
        }

        /** On the labelled rows. */
        static Plan with(MoeTraining settings, Additions additions) {
            return new Plan(settings, additions, Optional.empty(), LongStream.empty(), weights -> Map.of());
        }
    }

    void run(
            String command,
            Parameters initial,
            TrainedPart part,
            TaskData rows,
            TaskData held,
            Optional<Path> checkpoint)
            throws IOException, OrtException {
        run(command, initial, part, rows, held, checkpoint, Plan.ofSpec(job));
    }

    /** Returns the result, which is also written. */
    MoeTrainer.Trained run(
            String command,
            Parameters initial,
            TrainedPart part,
            TaskData rows,
            TaskData held,
            Optional<Path> checkpoint,
            Plan plan)
            throws IOException, OrtException {
        Labelling labelling = options.labelling(job.model(), command);
        if (Files.exists(options.out()))
            throw new FileAlreadyExistsException(options.out().toString());
        byte[] yaml = options.yaml();
        Optional<TaskData> unlabelled = Optional.empty();
        if (options.unlabelled().isPresent()) {
            unlabelled = Optional.of(DataFiles.read(options.unlabelled().orElseThrow(), job.model()));
        }
        long start = System.nanoTime();
        boolean asSpecified =
                plan.additions().equals(Additions.NONE) && plan.lesson().isEmpty();
        MoeTrainingJob.Taught taught = asSpecified
                ? job.lesson(rows, unlabelled, held, options.seed())
                : new MoeTrainingJob.Taught(plan.lesson().orElse(Lesson.ofLabels(rows)), Map.of());
        Map<String, Double> before = plan.measured().apply(initial);
        MoeTrainer.Trained trained;
        Pace pace = options.pace();
        try (StopOnExit stop = new StopOnExit()) {
            trained = job.train(
                    initial,
                    part,
                    taught.lesson(),
                    held,
                    options.seed(),
                    checkpoint,
                    options.devices(),
                    () -> {
                        pace.rest(); // queried after every step
                        return stop.getAsBoolean();
                    },
                    MoeProgress.onStderr(),
                    plan.settings(),
                    plan.additions());
        }
        ObjectNode report = job.report(trained);
        report.put("name", labelling.name().value())
                .put("version", labelling.version().value())
                .put("seed", options.seed());
        report.put("rows", rows.rows()).put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        Map<String, Double> figures = MoeTrainingJob.figures(trained);
        figures.putAll(taught.figures());
        figures.putAll(ofRivals);
        before.forEach((name, value) -> figures.put(name + "_before", value));
        plan.measured().apply(trained.parameters()).forEach((name, value) -> figures.put(name + "_after", value));
        figures.forEach((name, value) -> {
            if (!name.startsWith("validation_") && !name.startsWith("max_vio_")) report.put(name, value);
        });
        long[] seen = LongStream.concat(
                        Arrays.stream(seenBefore),
                        LongStream.concat(
                                plan.seen(),
                                unlabelled.stream().flatMapToLong(data -> Arrays.stream(data.rowHashes()))))
                .toArray();
        ModelPack pack = new TrainedPack(yaml, trained, labelling, options.seed(), figures)
                .write(rows, held, seen, options.quantised(), options.out());
        report.put("pack", pack.directory().toString());
        System.out.println(report);
        return trained;
    }
}
