package io.trivium.runtime.tool.several;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tool.TrainedPack;
import io.trivium.runtime.training.federation.Federation;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;

/**
 * The pack of a training of several sites, which each of them writes for itself, bit for bit alike: nothing in it is of one
 * site but its name, the number of its rows and the hashes of its differences.
 */
public record FederatedPack(Terms terms, Federation.Outcome outcome) {
    /** The place of the provenance in the pack. */
    public static final String RECORD = "federation.json";

    /**
     * The terms that all sites agree on.
     *
     * @param base pack that they begin with
     * @param version of the new one
     * @param learningRate highest of a site's own steps
     * @param outerLearningRate of the common step
     * @param revision of the code that trains
     */
    record Terms(
            String federation,
            ModelPack base,
            VersionNumber version,
            SortedSet<String> sites,
            int rounds,
            int localSteps,
            double learningRate,
            double outerLearningRate,
            double outerMomentum,
            long seed,
            String revision) {

        ObjectNode toJson() {
            ObjectNode json = new ObjectMapper().createObjectNode();
            json.put("federation", federation)
                    .put("name", base.manifest().name().value());
            json.put("version", version.value())
                    .put("from", base.manifest().version().value());
            json.put("fromManifestSha256", base.manifestSha256());
            sites.forEach(json.putArray("sites")::add);
            json.put("localSteps", localSteps).put("exchanges", rounds);
            json.put("learningRate", learningRate).put("outerLearningRate", outerLearningRate);
            json.put("outerMomentum", outerMomentum).put("seed", seed).put("codeRevision", revision);
            return json;
        }

        /** SHA-256, hexadecimal. */
        String digest() {
            return HexFormat.of()
                    .formatHex(Hashes.sha256().digest(toJson().toString().getBytes(StandardCharsets.UTF_8)));
        }

        String command() {
            return "train federate --federation " + federation + " --from "
                    + base.manifest().name() + ":" + base.manifest().version() + " --sites " + String.join(",", sites)
                    + " --rounds " + rounds + " --local-steps " + localSteps + " --learning-rate " + learningRate
                    + " --outer-learning-rate " + outerLearningRate + " --outer-momentum " + outerMomentum + " --seed "
                    + seed;
        }
    }

    /** The terms, the rows of each site and the differences used by each round. */
    ObjectNode record() {
        ObjectNode record = terms.toJson();
        ObjectNode rows = record.putObject("rows");
        outcome.history().rows().forEach(rows::put);
        record.set("rounds", outcome.history().toJson());
        return record;
    }

    /**
     * Exports, compares with the training engine's answers, and writes.
     *
     * @param held rows of this site, {@code answers} the engine's answers to them; neither is written
     */
    ModelPack write(TaskData held, float[] answers, Path directory) throws IOException, OrtException {
        MoePackExport export = new MoePackExport(terms.base().read(ModelPack.SPEC), outcome.weights());
        TrainedPack.compare(export, held, answers);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("federation_rounds", (double) terms.rounds());
        figures.put("federation_local_steps", (double) terms.localSteps());
        long rows = 0;
        for (Map.Entry<String, Long> site : outcome.history().rows().entrySet()) {
            figures.put("federation_rows_" + site.getKey(), (double) site.getValue());
            rows += site.getValue();
        }
        PackManifest.Provenance provenance = new PackManifest.Provenance(
                terms.revision(),
                terms.seed(),
                terms.command(),
                new PackManifest.TrainingData("federation " + terms.federation(), "", "", "", rows, 0),
                figures);
        PackWriter writer = new PackWriter(
                terms.base().manifest().name(),
                terms.version(),
                outcome.history().ended().truncatedTo(ChronoUnit.SECONDS),
                provenance);
        export.addTo(writer).file(RECORD, record().toPrettyString().getBytes(StandardCharsets.UTF_8));
        long[] seen = terms.base().trainingRows();
        if (seen.length > 0) writer.trainingRows(seen);
        return PackSigner.signed(writer.write(directory));
    }
}
