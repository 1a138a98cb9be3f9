package io.trivium.runtime.learning;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a specification and two data sets to a verified pack: train, export, compare, write. */
public final class TrainingJob {
    /** Largest difference between the training engine's scores and the exported graph's, relative to the score. */
    static final double PARITY = 1e-5;

    /** The same where columns are derived: a ratio of nearly equal columns keeps few digits of their logarithms. */
    static final double DERIVED_PARITY = 1e-4;

    private static final double PARITY_FLOOR = 1e-9;

    private final byte[] yaml;
    private final ModelSpec model;
    private final DenseSpec spec;

    /** @param yaml the specification file */
    public TrainingJob(byte[] yaml) {
        this.yaml = yaml.clone();
        this.model = ModelSpec.parse(yaml);
        this.spec = DenseSpec.parse(yaml, model);
    }

    /**
     * What is written into the manifest beside the metrics.
     *
     * @param name model name, {@code version} its version
     */
    public record Labelling(
            String name,
            String version,
            String codeRevision,
            String command,
            String dataName,
            String licence,
            String from,
            String to) {}

    /** What came out.
     * @param parity largest relative difference seen between the engine's scores and the graph's */
    public record Outcome(
            ModelPack pack, BinaryMetrics validation, List<Integer> bestEpochs, long parameters, double parity) {}

    /**
     * Trains, exports, compares and writes.
     *
     * @throws IllegalStateException when the exported graph does not give the training engine's scores; nothing is written then
     */
    public Outcome run(
            TabularData training,
            TabularData validation,
            long seed,
            Labelling labelling,
            Path directory,
            TrainingProgress progress)
            throws IOException, OrtException {
        long columns = model.inputs().getFirst().shape().getLast();
        if (training.columns() != columns) {
            throw new IllegalArgumentException(
                    "spec.yaml promises " + columns + " columns, the data has " + training.columns());
        }
        TrainedDense trained = new DenseTrainer(spec, progress).train(training, validation, seed);
        byte[] onnx = DenseOnnx.write(
                trained,
                model.inputs().getFirst().name(),
                model.outputs().getFirst().name());
        float[] scores;
        try (PackScorer scorer = new PackScorer(onnx)) {
            scores = scorer.score(validation);
        }
        double parity = largestDifference(trained.validationScores(), scores);
        double allowed = spec.derived().count() == 0 ? PARITY : DERIVED_PARITY;
        if (!(parity <= allowed)) {
            throw new IllegalStateException("the exported graph differs from the trained network by " + parity
                    + " relative, more than " + allowed);
        }
        BinaryMetrics metrics = BinaryMetrics.of(scores, validation.labels());
        Map<String, Double> shown = new LinkedHashMap<>();
        metrics.asMap().forEach((metric, value) -> shown.put("validation_" + metric, value));
        PackManifest.TrainingData data = new PackManifest.TrainingData(
                labelling.dataName(),
                labelling.licence(),
                labelling.from(),
                labelling.to(),
                training.rows(),
                training.positives());
        PackManifest.Provenance provenance =
                new PackManifest.Provenance(labelling.codeRevision(), seed, labelling.command(), data, shown);
        PackWriter writer = new PackWriter(
                        labelling.name(),
                        labelling.version(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        provenance)
                .spec(yaml)
                .model(onnx);
        if (training.rowHashes().length > 0) writer.trainingRows(seenRows(training, validation));
        return new Outcome(
                writer.write(directory),
                metrics,
                Arrays.stream(trained.bestEpochs()).boxed().toList(),
                trained.parameterCount(),
                parity);
    }

    /** Validation rows chose the epoch, so the model has seen them too. */
    private static long[] seenRows(TabularData training, TabularData validation) {
        long[] all = Arrays.copyOf(training.rowHashes(), training.rowHashes().length + validation.rowHashes().length);
        System.arraycopy(validation.rowHashes(), 0, all, training.rowHashes().length, validation.rowHashes().length);
        return all;
    }

    static double largestDifference(float[] expected, float[] actual) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference =
                    Math.abs((double) expected[i] - actual[i]) / Math.max(Math.abs(expected[i]), PARITY_FLOOR);
            if (!(difference <= largest)) largest = difference;
        }
        return largest;
    }
}
