package io.trivium.runtime.lab.conformance;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.export.TritonRepository;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The models whose answers the suite knows: for each datatype {@code oip-<datatype>} with input x and output y, both [batch, 2],
 * and {@code oip-pair} with inputs a FP32 [batch, 2], b INT64 [batch, 3] and outputs c, d of the same form. Each output is
 * the input. At most eight rows.
 */
public final class ReferenceModels {
    private static final Instant CREATED = Instant.parse("2026-11-30T00:00:00Z");
    private static final Map<TensorType, TensorProto.DataType> TYPES = types();

    private ReferenceModels() {}

    private static Map<TensorType, TensorProto.DataType> types() {
        Map<TensorType, TensorProto.DataType> types = new LinkedHashMap<>();
        types.put(TensorType.BOOL, TensorProto.DataType.BOOL);
        types.put(TensorType.UINT8, TensorProto.DataType.UINT8);
        types.put(TensorType.INT8, TensorProto.DataType.INT8);
        types.put(TensorType.INT16, TensorProto.DataType.INT16);
        types.put(TensorType.INT32, TensorProto.DataType.INT32);
        types.put(TensorType.INT64, TensorProto.DataType.INT64);
        types.put(TensorType.FP16, TensorProto.DataType.FLOAT16);
        types.put(TensorType.BF16, TensorProto.DataType.BFLOAT16);
        types.put(TensorType.FP32, TensorProto.DataType.FLOAT);
        types.put(TensorType.FP64, TensorProto.DataType.DOUBLE);
        types.put(TensorType.BYTES, TensorProto.DataType.STRING);
        return types;
    }

    private record Port(String input, String output, TensorType type, int size) {}

    /** Writes the packs as {@code <directory>/<model>/1} and returns their directories. */
    public static List<Path> writePacks(Path directory) throws IOException {
        List<Path> written = new ArrayList<>();
        for (TensorType type : TYPES.keySet()) {
            String name = OipTarget.REFERENCE + type.name().toLowerCase(Locale.ROOT);
            written.add(write(directory, name, List.of(new Port("x", "y", type, 2))));
        }
        written.add(write(
                directory,
                OipTarget.REFERENCE + "pair",
                List.of(new Port("a", "c", TensorType.FP32, 2), new Port("b", "d", TensorType.INT64, 3))));
        return written;
    }

    /** Writes them as a model repository of Triton, which KServe's Triton runtime reads too. */
    public static void writeTriton(Path repository) throws IOException {
        Path packs = Files.createTempDirectory("oip-reference");
        try {
            TritonRepository triton = new TritonRepository(repository);
            for (Path pack : writePacks(packs)) triton.add(ModelPack.open(pack));
        } finally {
            PackWriter.deleteTree(packs);
        }
    }

    private static Path write(Path directory, String name, List<Port> ports) throws IOException {
        OnnxGraph graph = new OnnxGraph(name);
        StringBuilder inputs = new StringBuilder();
        StringBuilder outputs = new StringBuilder();
        for (Port port : ports) {
            TensorProto.DataType type = TYPES.getOrDefault(port.type(), TensorProto.DataType.UNDEFINED);
            graph.input(port.input(), type, -1, port.size());
            graph.node("Identity", port.output(), List.of(port.input()));
            graph.output(port.output(), type, -1, port.size());
            inputs.append(tensor(port.input(), port));
            outputs.append(tensor(port.output(), port));
        }
        String spec = "task: %s\ninputs:\n%soutputs:\n%shead: none\nlatencyClass: interactive\nserving: {maxBatch: 8}\n"
                .formatted(name, inputs, outputs);
        Path target = directory.resolve(name).resolve("1");
        Files.createDirectories(directory.resolve(name));
        new PackWriter(new ModelName(name), new VersionNumber("1"), CREATED, provenance())
                .spec(spec.getBytes(StandardCharsets.UTF_8))
                .model(graph.toBytes())
                .write(target);
        return target;
    }

    private static String tensor(String name, Port port) {
        return "  - {name: %s, dtype: %s, shape: [-1, %d]}%n"
                .formatted(name, port.type().specName(), port.size());
    }

    private static PackManifest.Provenance provenance() {
        return new PackManifest.Provenance(
                "conformance",
                1,
                "none",
                new PackManifest.TrainingData("none: each output is the input", "", "", "", 0, 1),
                Map.of());
    }
}
