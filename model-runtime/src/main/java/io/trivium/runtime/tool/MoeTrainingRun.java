package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.learning.moe.MoeProgress;
import io.trivium.runtime.learning.moe.MoeTrainer;
import io.trivium.runtime.learning.moe.MoeTrainingJob;
import io.trivium.runtime.learning.moe.TrainedPart;
import io.trivium.runtime.learning.network.TaskData;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Trains, writes and reports a mixture of experts, as the commands that do so agree. */
final class MoeTrainingRun {
    private final TrainingOptions options;
    private final MoeTrainingJob job;
    private final long[] seenBefore;

    /** @param sources packs whose weights the training begins with: what they were trained on the new one has seen, too */
    MoeTrainingRun(TrainingOptions options, MoeTrainingJob job, Collection<Path> sources) {
        this.options = options;
        this.job = job;
        this.seenBefore = sources.stream()
                .filter(source -> Files.exists(source.resolve(ModelPack.MANIFEST)))
                .flatMapToLong(source -> Arrays.stream(ModelPack.open(source).trainingRows()))
                .toArray();
    }

    void run(
            String command,
            Parameters initial,
            TrainedPart part,
            TaskData rows,
            TaskData held,
            Optional<Path> checkpoint)
            throws IOException, OrtException {
        Labelling labelling = options.labelling(job.model(), command);
        if (Files.exists(options.out()))
            throw new FileAlreadyExistsException(options.out().toString());
        byte[] yaml = options.yaml();
        Optional<TaskData> unlabelled = Optional.empty();
        if (options.unlabelled().isPresent())
            unlabelled = Optional.of(DataFiles.read(options.unlabelled().orElseThrow(), job.model()));
        long start = System.nanoTime();
        MoeTrainingJob.Taught taught = job.lesson(rows, unlabelled, held, options.seed());
        MoeTrainer.Trained trained;
        try (StopOnExit stop = new StopOnExit()) {
            trained = job.train(
                    initial,
                    part,
                    taught.lesson(),
                    held,
                    options.seed(),
                    checkpoint,
                    options.devices(),
                    stop,
                    MoeProgress.onStderr());
        }
        ObjectNode report = job.report(trained);
        report.put("name", labelling.name()).put("version", labelling.version()).put("seed", options.seed());
        report.put("rows", rows.rows()).put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        Map<String, Double> figures = MoeTrainingJob.figures(trained);
        figures.putAll(taught.figures());
        taught.figures().forEach(report::put);
        long[] seen = LongStream.concat(
                        Arrays.stream(seenBefore),
                        unlabelled.stream().flatMapToLong(data -> Arrays.stream(data.rowHashes())))
                .toArray();
        ModelPack pack = new TrainedPack(yaml, trained, labelling, options.seed(), figures)
                .write(rows, held, seen, options.out());
        report.put("pack", pack.directory().toString());
        System.out.println(report);
    }
}
