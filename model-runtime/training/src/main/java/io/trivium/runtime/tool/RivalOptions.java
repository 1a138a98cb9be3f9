package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.rival.ServedRival;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The simple model that is written as a pack next to the trained network. */
final class RivalOptions {
    @Option(
            names = ModelPack.RIVAL,
            paramLabel = "DIR",
            description =
                    "also trains a linear model and boosted trees on the same rows, and writes the one that is better"
                            + " on the validation rows as a pack into this directory")
    private @Nullable Path out;

    @Option(
            names = "--rival-version",
            paramLabel = "VERSION",
            defaultValue = "1",
            description = "model version of that pack (default: ${DEFAULT-VALUE})")
    private String version = "1";

    /**
     * Writes the pack where one is asked for and the task has simple models.
     *
     * @return the figures of all simple models, for the record; none where there is no pack
     */
    Map<String, Double> write(TrainingOptions options, ModelSpec model, TaskData rows, TaskData held)
            throws IOException {
        Path directory = out;
        if (directory == null) return Map.of();
        if (Files.exists(directory)) throw new FileAlreadyExistsException(directory.toString());
        Optional<ServedRival> found = ServedRival.best(model, rows, held);
        if (found.isEmpty()) {
            System.err.println("no rival: the task has inputs of varying size or several outputs, or no exact label");
            return Map.of();
        }
        ServedRival best = found.orElseThrow();
        Map<String, Double> compared = new LinkedHashMap<>();
        best.compared()
                .forEach((kind, figure) -> compared.put(ModelPack.RIVAL_FIGURE + kind + "_" + best.metric(), figure));
        Map<String, Double> figures = new LinkedHashMap<>(compared);
        best.validation().forEach((metric, value) -> figures.put("validation_" + metric, value));
        Labelling labelling = options.labelling(model, "train " + ModelPack.RIVAL + " " + best.kind());
        PackManifest.TrainingData data = new PackManifest.TrainingData(
                labelling.dataName(),
                labelling.licence(),
                labelling.from(),
                labelling.to(),
                rows.rows(),
                rows.positives());
        PackManifest.Provenance provenance = new PackManifest.Provenance(
                labelling.codeRevision(), ServedRival.SEED, labelling.command(), data, figures);
        PackWriter writer = new PackWriter(
                        labelling.name(),
                        new VersionNumber(version),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        provenance)
                .spec(spec(options.yaml()))
                .model(best.graph());
        // Validation rows chose the kind and the number of trees.
        long[] seen = LongStream.concat(LongStream.of(rows.rowHashes()), LongStream.of(held.rowHashes()))
                .distinct()
                .toArray();
        if (seen.length > 0) writer.trainingRows(seen);
        PackSigner.signed(writer.write(directory));
        System.err.println("rival: " + best.kind() + " " + figures);
        return compared;
    }

    /** The specification of the same task without a network. */
    private static byte[] spec(byte[] yaml) throws IOException {
        ObjectNode spec = (ObjectNode) ModelSpec.tree(yaml);
        spec.remove(List.of("network", "training"));
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(spec);
    }
}
