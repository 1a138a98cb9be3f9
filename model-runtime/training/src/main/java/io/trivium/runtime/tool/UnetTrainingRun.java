package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.export.OfflineSession;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.export.UnetGraph;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.training.voxel.UnetTrainer;
import io.trivium.runtime.training.voxel.VoxelData;
import io.trivium.runtime.voxel.UnetSpec;
import io.trivium.runtime.voxel.UnetTraining;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Trains a network of voxels, holds its graph to the training engine's answers and writes the pack. */
final class UnetTrainingRun {
    /** Largest difference of a probability. */
    private static final double PARITY = 1e-3;

    private static final int COMPARED_ROWS = 8;

    private final TrainingOptions options;

    UnetTrainingRun(TrainingOptions options) {
        this.options = options;
    }

    void run(Optional<Path> checkpoint) throws IOException, OrtException {
        if (Files.exists(options.out()))
            throw new FileAlreadyExistsException(options.out().toString());
        byte[] yaml = options.yaml();
        ModelSpec model = ModelSpec.parse(yaml);
        UnetSpec spec = UnetSpec.parse(yaml, model);
        Labelling labelling = options.labelling(model, "train");
        VoxelData rows = DataFiles.readVoxels(options.data(), model, spec);
        VoxelData held = DataFiles.readVoxels(options.validation(), model, spec);
        String fingerprint = Arrays.hashCode(yaml) + " " + options.seed() + " " + Arrays.hashCode(rows.inputs()) + " "
                + Arrays.hashCode(rows.targets());
        UnetTrainer.Trained trained;
        try (StopOnExit stop = new StopOnExit()) {
            trained = new UnetTrainer(spec, UnetTraining.parse(yaml), System.err)
                    .train(rows, held, options.seed(), fingerprint, checkpoint, stop);
        }
        byte[] graph = UnetGraph.of(spec, trained.parameters());
        compare(graph, spec, held, trained);
        Map<String, Double> figures = new LinkedHashMap<>();
        trained.validation().forEach((name, value) -> figures.put("validation_" + name, value));
        PackManifest.TrainingData data = new PackManifest.TrainingData(
                labelling.dataName(), labelling.licence(), labelling.from(), labelling.to(), rows.rows(), 0);
        PackWriter writer = new PackWriter(
                        labelling.name(),
                        labelling.version(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        new PackManifest.Provenance(
                                labelling.codeRevision(), options.seed(), labelling.command(), data, figures))
                .spec(yaml)
                .model(graph);
        // Validation rows chose the epoch, so the model has seen them too.
        long[] seen = LongStream.concat(Arrays.stream(rows.rowHashes()), Arrays.stream(held.rowHashes()))
                .distinct()
                .toArray();
        if (seen.length > 0) writer.trainingRows(seen);
        ModelPack pack = PackSigner.signed(writer.write(options.out()));
        ObjectNode report = new ObjectMapper().createObjectNode();
        figures.forEach(report::put);
        report.put("parameters", trained.parameters().count());
        report.put("bestEpoch", trained.bestEpoch()).put("steps", trained.steps());
        report.put("pack", pack.directory().toString());
        System.out.println(report);
    }

    private static void compare(byte[] graph, UnetSpec spec, VoxelData held, UnetTrainer.Trained trained)
            throws OrtException {
        int count = Math.min(held.rows(), COMPARED_ROWS);
        int each = spec.channels() * spec.voxels();
        long[] shape = {
            count,
            spec.channels(),
            spec.size().get(0),
            spec.size().get(1),
            spec.size().get(2)
        };
        try (OfflineSession session = new OfflineSession(graph)) {
            Floats answer = session.run(
                            Map.of(spec.input(), new Floats(Arrays.copyOf(held.inputs(), count * each), shape)))
                    .get(spec.output());
            if (answer == null) throw new IllegalStateException("the graph does not give " + spec.output());
            for (int i = 0; i < count * spec.voxels(); i++) {
                double difference = Math.abs(answer.values()[i] - trained.probabilities()[i]);
                if (!(difference <= PARITY)) {
                    throw new IllegalStateException(
                            "the exported graph differs from the trained network by " + difference + " in voxel " + i);
                }
            }
        }
    }
}
