package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.export.OfflineNetwork;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The pack of experts that were just trained; written only when its pieces answer as the training engine did. */
public final class TrainedPack {
    /** Largest difference of an answer, relative to it or, of a number, to the usual size of answers. */
    private static final double PARITY = 1e-4;

    /** Smallest probability whose digits count. */
    private static final double FLOOR = 1e-9;

    /**
     * A token whose best experts have scores equal to the last digit may be routed to either, so a few rows may differ.
     */
    private static final double SPLIT_TIES = 0.01;

    private static final int COMPARED_ROWS = 1_000;
    private static final int FITTED_ROWS = 4_096;

    private final byte[] yaml;
    private final MoeTrainer.Trained trained;
    private final Labelling labelling;
    private final long seed;
    private final Map<String, Double> figures;

    /** @param figures the figures of the model's quality for the manifest */
    public TrainedPack(
            byte[] yaml, MoeTrainer.Trained trained, Labelling labelling, long seed, Map<String, Double> figures) {
        this.yaml = yaml;
        this.trained = trained;
        this.labelling = labelling;
        this.seed = seed;
        this.figures = Map.copyOf(figures);
    }

    /**
     * Exports, compares and writes.
     *
     * @param held the validation rows that {@code trained} has scores of
     * @param quantised whether the pieces are written in 4 bits, fitted to some of the rows
     * @param seenBefore hashes of the rows that the weights were trained on before, and of those a teacher answered for
     * @throws IllegalStateException when the pieces do not give the training engine's scores; nothing is written then
     */
    public ModelPack write(TaskData rows, TaskData held, long[] seenBefore, boolean quantised, Path directory)
            throws IOException, OrtException {
        MoePackExport export = new MoePackExport(yaml, trained.parameters());
        compare(export, held, trained.scores());
        if (quantised) {
            int every = Math.ceilDiv(rows.rows(), FITTED_ROWS);
            var _ = export.quantise(some(export, rows, rows.rows() / every, every));
        }
        PackManifest.TrainingData data = new PackManifest.TrainingData(
                labelling.dataName(),
                labelling.licence(),
                labelling.from(),
                labelling.to(),
                rows.rows(),
                rows.positives());
        PackManifest.Provenance provenance =
                new PackManifest.Provenance(labelling.codeRevision(), seed, labelling.command(), data, figures);
        PackWriter writer = new PackWriter(
                labelling.name(), labelling.version(), Instant.now().truncatedTo(ChronoUnit.SECONDS), provenance);
        export.addTo(writer);
        // Validation rows chose the epoch, so the model has seen them too.
        long[] seen = Stream.of(rows.rowHashes(), held.rowHashes(), seenBefore)
                .flatMapToLong(Arrays::stream)
                .distinct()
                .toArray();
        if (seen.length > 0) writer.trainingRows(seen);
        return PackSigner.signed(writer.write(directory));
    }

    /**
     * Holds the pieces against the training engine.
     *
     * @param scores of the engine for the rows
     * @throws IllegalStateException when the pieces do not give them
     */
    public static void compare(MoePackExport export, TaskData held, float[] scores) throws OrtException {
        int count = Math.min(held.rows(), COMPARED_ROWS);
        TensorSpec output = export.model().outputs().getFirst();
        int size = scores.length / held.rows();
        float[] actual;
        try (OfflineNetwork pieces = new OfflineNetwork(export.pieces(), export.spec(), export.parameters())) {
            Floats answers = pieces.run(some(export, held, count, 1)).get(output.name());
            if (answers == null) throw new IllegalStateException("the pieces do not give " + output.name());
            actual = answers.values();
        }
        double floor = export.model().head() == Head.REGRESSION ? size(scores) : FLOOR;
        int differing = 0;
        double largest = 0;
        for (int row = 0; row < count; row++) {
            double worst = 0;
            for (int i = row * size; i < (row + 1) * size; i++) {
                double expected = scores[i];
                double difference = Math.abs(expected - actual[i]) / Math.max(Math.abs(expected), floor);
                worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            }
            if (worst > PARITY) differing++;
            largest = Math.max(largest, worst);
        }
        if (differing > SPLIT_TIES * count) {
            throw new IllegalStateException("the exported pieces differ from the trained network in " + differing
                    + " of " + count + " rows, by " + largest + " of the answer at most");
        }
    }

    /** Root mean square: a number that happens to be near 0 has no significant digits. */
    private static double size(float[] numbers) {
        double squares = 0;
        for (float number : numbers) squares += (double) number * number / numbers.length;
        return Math.max(Math.sqrt(squares), FLOOR);
    }

    /** So many rows, one of {@code every}. */
    private static Map<String, Floats> some(MoePackExport export, TaskData data, int count, int every) {
        Map<String, Floats> inputs = new LinkedHashMap<>();
        for (TensorSpec input : export.model().inputs()) {
            long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = count;
            int size = Math.toIntExact(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
            float[] all = data.input(input.name(), size);
            float[] values = new float[Math.multiplyExact(count, size)];
            for (int row = 0; row < count; row++) {
                System.arraycopy(all, Math.multiplyExact(row * every, size), values, row * size, size);
            }
            inputs.put(input.name(), new Floats(values, shape));
        }
        return inputs;
    }
}
