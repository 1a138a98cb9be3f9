package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a pack from the weights of a mixture of experts, or another one from a pack. */
@Command(
        name = "export",
        description = "Writes the pack of a trained mixture of experts; from a pack, another version of it.",
        mixinStandardHelpOptions = true,
        subcommands = ExportTritonCommand.class)
final class ExportCommand implements Callable<Integer> {
    @Option(names = "--pack", description = "pack to export again: its weights, specification and provenance")
    private @Nullable Path pack;

    @Option(names = "--weights", description = "weights, safetensors")
    private @Nullable Path weights;

    @Option(names = "--spec", description = "spec.yaml of the weights")
    private @Nullable Path spec;

    // Not required by picocli, because `export triton` is a subcommand and has one of its own.
    @Option(names = "--out", description = "directory of the pack; must not exist or be empty")
    private @Nullable Path out;

    @Option(names = "--quantize", description = "gptq4: projections and experts in 4 bits")
    private @Nullable String quantize;

    @Option(names = "--calibration", description = "rows the 4-bit weights are fitted to, safetensors")
    private @Nullable Path calibration;

    @Option(
            names = "--calibration-rows",
            defaultValue = "2048",
            description = "most rows of them, taken evenly (default: ${DEFAULT-VALUE})")
    private int calibrationRows;

    @Option(names = "--fused", description = "adds the whole network as one graph")
    private boolean fused;

    @Option(names = "--half", description = "the same, with its products in float16, for a GPU")
    private boolean half;

    @Option(names = "--name", description = "model name (default: the pack's, or the task)")
    private @Nullable String name;

    @Option(names = "--model-version", description = "model version, numbers with dots (default: the pack's, or 1)")
    private @Nullable String version;

    @Option(names = "--code-revision", defaultValue = "", description = "revision of the code that trained")
    private String revision = "";

    @Override
    public Integer call() throws Exception {
        check();
        Path target = out;
        if (target == null) throw new IllegalArgumentException("the option --out is missing");
        Source source = source();
        MoePackExport export = new MoePackExport(source.yaml, source.parameters);
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        if (quantize != null && calibration != null) {
            MoePackExport.Quantised quantised =
                    export.quantise(CalibrationRows.read(calibration, export.model(), calibrationRows));
            result.putObject("quantised")
                    .put("fitted", quantised.fitted())
                    .put("rounded", quantised.rounded())
                    .put("bytes", quantised.bytes())
                    .put("fullBytes", quantised.fullBytes());
        }
        if (fused) export.fused();
        if (half) export.half();
        PackWriter writer = new PackWriter(
                source.name, source.version, Instant.now().truncatedTo(ChronoUnit.SECONDS), provenance(source));
        export.addTo(writer);
        if (source.trainingRows.length > 0) writer.trainingRows(source.trainingRows);
        ModelPack written = writer.write(target);
        result.put("pack", written.directory().toString())
                .put("name", source.name.value())
                .put("version", source.version.value());
        result.put("files", written.manifest().files().size());
        result.put(
                "bytes",
                written.manifest().files().stream()
                        .mapToLong(PackManifest.PackFile::bytes)
                        .sum());
        System.out.println(result);
        return 0;
    }

    private void check() {
        if ((pack == null) == (weights == null && spec == null)) {
            throw new IllegalArgumentException("give either --pack or both --weights and --spec");
        }
        if (pack == null && (weights == null || spec == null)) {
            throw new IllegalArgumentException("--weights and --spec belong together");
        }
        if (quantize != null && !quantize.equals(ModelPack.GPTQ)) {
            throw new IllegalArgumentException("--quantize knows " + ModelPack.GPTQ + ", not " + quantize);
        }
        if ((quantize == null) != (calibration == null)) {
            throw new IllegalArgumentException("--quantize needs --calibration, and only it");
        }
        if (calibrationRows < 1) throw new IllegalArgumentException("--calibration-rows must be at least 1");
    }

    /** The source of the pack. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Source(
            byte[] yaml,
            Parameters parameters,
            ModelName name,
            VersionNumber version,
            PackManifest.@Nullable Provenance provenance,
            long[] trainingRows) {}

    private Source source() throws IOException {
        if (pack != null) {
            ModelPack from = ModelPack.open(pack);
            return new Source(
                    from.read(ModelPack.SPEC),
                    Parameters.read(from.directory().resolve(ModelPack.WEIGHTS)),
                    name == null ? from.manifest().name() : new ModelName(name),
                    version == null ? from.manifest().version() : new VersionNumber(version),
                    from.manifest().provenance(),
                    from.trainingRows());
        }
        if (spec == null || weights == null) throw new IllegalStateException("checked before");
        byte[] yaml = Files.readAllBytes(spec);
        return new Source(
                yaml,
                Parameters.read(weights),
                new ModelName(name == null ? ModelSpec.parse(yaml).task().value() : name),
                new VersionNumber(version == null ? "1" : version),
                null,
                new long[0]);
    }

    private PackManifest.Provenance provenance(Source source) {
        String command = "export"
                + (quantize == null ? "" : " --quantize " + quantize + " --calibration-rows " + calibrationRows)
                + (half ? " --half" : fused ? " --fused" : "");
        PackManifest.Provenance before = source.provenance;
        if (before == null) {
            PackManifest.TrainingData unknown = new PackManifest.TrainingData("unknown", "", "", "", 0, 0);
            return new PackManifest.Provenance(revision, 0, command, unknown, Map.of());
        }
        return new PackManifest.Provenance(
                before.codeRevision(),
                before.seed(),
                before.command() + "; " + command,
                before.data(),
                before.metrics());
    }
}
