package io.trivium.runtime.testing;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes packs of models whose answers are known in advance. */
public final class TestPacks {
    /** Types the identity model has an input and output of, named {@code in_<type>} and {@code out_<type>}. */
    public static final List<TensorType> IDENTITY_TYPES = List.of(
            TensorType.BOOL,
            TensorType.UINT8,
            TensorType.INT8,
            TensorType.INT16,
            TensorType.INT32,
            TensorType.INT64,
            TensorType.FP16,
            TensorType.BF16,
            TensorType.FP32,
            TensorType.FP64,
            TensorType.BYTES);

    private TestPacks() {}

    public static PackManifest.Provenance provenance() {
        return new PackManifest.Provenance(
                "test", 1, "test", new PackManifest.TrainingData("made up", "", "", "", 10, 1), Map.of("auc", 0.5));
    }

    public static ModelPack write(Path directory, String name, String version, byte[] onnx, String spec) {
        try {
            new PackWriter(
                            new ModelName(name),
                            new VersionNumber(version),
                            Instant.parse("2026-11-25T00:00:00Z"),
                            provenance())
                    .spec(spec.getBytes(StandardCharsets.UTF_8))
                    .model(onnx)
                    .write(directory);
            return TestKey.signer().sign(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String spec(String task, String inputs, String outputs, String serving) {
        return """
                task: %s
                inputs:
                %s
                outputs:
                %s
                head: none
                latencyClass: interactive
                serving: {%s}
                """.formatted(
                task, inputs.indent(2).stripTrailing(), outputs.indent(2).stripTrailing(), serving);
    }

    /** {@code sum = x0 + 2·x1 + 3·x2 + offset}, x float32 [batch, 3], sum float32 [batch, 1]. */
    public static ModelPack weightedSum(Path directory, String name, String version, float offset, String serving) {
        OnnxGraph graph = new OnnxGraph("sum");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 3);
        String product = graph.node("MatMul", List.of("x", graph.floats("w", new float[] {1, 2, 3}, 3, 1)));
        graph.node("Add", "sum", List.of(product, graph.floats("offset", new float[] {offset}, 1)));
        graph.output("sum", TensorProto.DataType.FLOAT, -1, 1);
        String spec = spec(
                name,
                "- {name: x, dtype: float32, shape: [-1, 3]}",
                "- {name: sum, dtype: float32, shape: [-1, 1]}",
                serving);
        return write(directory, name, version, graph.toBytes(), spec);
    }

    /** As {@link #weightedSum}, with names and limits of the columns of x: −100 to 100. */
    public static ModelPack limitedSum(Path directory, String name, String version) {
        OnnxGraph graph = new OnnxGraph("sum");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 3);
        graph.node("MatMul", "sum", List.of("x", graph.floats("w", new float[] {1, 2, 3}, 3, 1)));
        graph.output("sum", TensorProto.DataType.FLOAT, -1, 1);
        String spec = spec(
                name,
                "- {name: x, dtype: float32, shape: [-1, 3], columns: [amount, hour, age], least: -100, most: 100}",
                "- {name: sum, dtype: float32, shape: [-1, 1]}",
                "");
        return write(directory, name, version, graph.toBytes(), spec);
    }

    /** As {@link #limitedSum}, of six numbers. */
    public static ModelPack wideSum(Path directory, String name, String version) {
        OnnxGraph graph = new OnnxGraph("sum");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 6);
        graph.node("MatMul", "sum", List.of("x", graph.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 6, 1)));
        graph.output("sum", TensorProto.DataType.FLOAT, -1, 1);
        String spec = spec(
                name,
                "- {name: x, dtype: float32, shape: [-1, 6], least: -100, most: 100}",
                "- {name: sum, dtype: float32, shape: [-1, 1]}",
                "");
        return write(directory, name, version, graph.toBytes(), spec);
    }

    /** {@code out_<type> = in_<type>} of shape [batch, 2] for each of {@link #IDENTITY_TYPES}. */
    public static ModelPack identity(Path directory, String name) {
        OnnxGraph graph = new OnnxGraph("identity");
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (TensorType type : IDENTITY_TYPES) {
            String suffix = type.name().toLowerCase(Locale.ROOT);
            TensorProto.DataType onnx = onnxType(type);
            graph.input("in_" + suffix, onnx, -1, 2);
            graph.node("Identity", "out_" + suffix, List.of("in_" + suffix));
            graph.output("out_" + suffix, onnx, -1, 2);
            inputs.add("- {name: in_%s, dtype: %s, shape: [-1, 2]}".formatted(suffix, type.specName()));
            outputs.add("- {name: out_%s, dtype: %s, shape: [-1, 2]}".formatted(suffix, type.specName()));
        }
        return write(
                directory,
                name,
                "1",
                graph.toBytes(),
                spec(name, String.join("\n", inputs), String.join("\n", outputs), ""));
    }

    /** {@code y = ln x} of shape [batch, 1]: not finite for x ≤ 0. */
    public static ModelPack logarithm(Path directory, String name) {
        OnnxGraph graph = new OnnxGraph("log");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 1);
        graph.node("Log", "y", List.of("x"));
        graph.output("y", TensorProto.DataType.FLOAT, -1, 1);
        return write(
                directory,
                name,
                "1",
                graph.toBytes(),
                spec(
                        name,
                        "- {name: x, dtype: float32, shape: [-1, 1]}",
                        "- {name: y, dtype: float32, shape: [-1, 1]}",
                        ""));
    }

    /** {@code y = [10, 20, 30][x]}, x int64 [batch, 1]: fails to run for x outside [−3, 2]. */
    public static ModelPack lookUp(Path directory, String name) {
        OnnxGraph graph = new OnnxGraph("lookup");
        graph.input("x", TensorProto.DataType.INT64, -1, 1);
        graph.node("Gather", "y", List.of(graph.floats("table", new float[] {10, 20, 30}, 3), "x"));
        graph.output("y", TensorProto.DataType.FLOAT, -1, 1);
        return write(
                directory,
                name,
                "1",
                graph.toBytes(),
                spec(
                        name,
                        "- {name: x, dtype: int64, shape: [-1, 1]}",
                        "- {name: y, dtype: float32, shape: [-1, 1]}",
                        ""));
    }

    /** Answers n after work that grows with n; n int64 [1], not batched. About 10 ms per million. */
    public static ModelPack slow(Path directory, String name, String serving) {
        OnnxGraph graph = new OnnxGraph("slow");
        graph.input("n", TensorProto.DataType.INT64, 1);
        String count = graph.node("Cast", List.of("n"), attribute("to", (long) TensorProto.DataType.FLOAT_VALUE));
        String scalar = graph.node("Squeeze", List.of(count));
        String range = graph.node(
                "Range", List.of(graph.floats("from", new float[] {0}), scalar, graph.floats("step", new float[] {1})));
        String work = graph.node("Sin", List.of(range));
        String sum = graph.node("ReduceSum", List.of(work), attribute("keepdims", 0L));
        String nothing = graph.node("Mul", List.of(sum, graph.floats("zero", new float[] {0})));
        graph.node("Add", "y", List.of(count, nothing));
        graph.output("y", TensorProto.DataType.FLOAT, 1);
        return write(
                directory,
                name,
                "1",
                graph.toBytes(),
                spec(
                        name,
                        "- {name: n, dtype: int64, shape: [1]}",
                        "- {name: y, dtype: float32, shape: [1]}",
                        serving));
    }

    private static TensorProto.DataType onnxType(TensorType type) {
        return switch (type) {
            case BOOL -> TensorProto.DataType.BOOL;
            case UINT8 -> TensorProto.DataType.UINT8;
            case UINT16 -> TensorProto.DataType.UINT16;
            case UINT32 -> TensorProto.DataType.UINT32;
            case UINT64 -> TensorProto.DataType.UINT64;
            case INT8 -> TensorProto.DataType.INT8;
            case INT16 -> TensorProto.DataType.INT16;
            case INT32 -> TensorProto.DataType.INT32;
            case INT64 -> TensorProto.DataType.INT64;
            case FP16 -> TensorProto.DataType.FLOAT16;
            case BF16 -> TensorProto.DataType.BFLOAT16;
            case FP32 -> TensorProto.DataType.FLOAT;
            case FP64 -> TensorProto.DataType.DOUBLE;
            case BYTES -> TensorProto.DataType.STRING;
        };
    }
}
