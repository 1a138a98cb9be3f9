package io.trivium.runtime.lab.trial;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Packs of versions whose faults show on live traffic alone: the logistic function of three weighted numbers. {@code x}
 * float32 [batch, 5]: below 1, or 2 and more where the fault is to show; three numbers that count; one that marks a slice.
 * {@code probability} float32 [batch, 1].
 */
public final class LivePacks {
    private static final int COLUMNS = 5;
    private static final int WEIGHTS = 3;
    private static final float SHIFT = 2.5f;
    /** Sines that are taken in about ten milliseconds. */
    private static final float WORK = 1_000_000;

    private LivePacks() {}

    /**
     * Writes one.
     *
     * @param weights three, of the numbers that count
     */
    public static ModelPack write(
            Path directory, String task, String model, String version, LiveFault fault, float... weights)
            throws IOException {
        if (weights.length != WEIGHTS) {
            throw new IllegalArgumentException("a version has " + WEIGHTS + " weights, not " + weights.length);
        }
        PackManifest.Provenance provenance = new PackManifest.Provenance(
                "bench", 1, "release-packs", new PackManifest.TrainingData("simulated", "", "", "", 1, 1), Map.of());
        return PackSigner.signed(
                new PackWriter(new ModelName(model), new VersionNumber(version), Instant.EPOCH, provenance)
                        .spec("""
                        task: %s
                        inputs:
                          - {name: x, dtype: float32, shape: [-1, 5]}
                        outputs:
                          - {name: probability, dtype: float32, shape: [-1, 1]}
                        head: binary
                        latencyClass: interactive
                        serving: {}
                        """.formatted(task).getBytes(StandardCharsets.UTF_8))
                        .model(graph(fault, weights))
                        .write(directory));
    }

    private static byte[] graph(LiveFault fault, float... weights) {
        OnnxGraph graph = new OnnxGraph("live");
        graph.input("x", TensorProto.DataType.FLOAT, -1, COLUMNS);
        String all = graph.floats("weights", new float[] {0, weights[0], weights[1], weights[2], 0}, COLUMNS, 1);
        String logit = graph.node("MatMul", List.of("x", all));
        String bad = gate(graph, "trigger", 1, 0, 0, 0, 0);
        String turned = switch (fault) {
            case GOOD, ERRORS, NOT_FINITE, SLOW -> logit;
            case SHIFTED -> graph.node("Add", List.of(logit, times(graph, bad, "shift", SHIFT)));
            case CONTRADICTED -> turned(graph, logit, bad);
            case SLICE -> turned(graph, logit, graph.node("Mul", List.of(bad, slice(graph))));
        };
        String probability = graph.node("Sigmoid", List.of(turned));
        graph.node("Add", "probability", List.of(probability, nothing(graph, fault, bad)));
        graph.output("probability", TensorProto.DataType.FLOAT, -1, 1);
        return graph.toBytes();
    }

    /** The value added to the answer: zero; the fault happens while it is computed. */
    private static String nothing(OnnxGraph graph, LiveFault fault, String bad) {
        String zero = graph.floats("zero", new float[] {0}, 1);
        return switch (fault) {
            case GOOD, SHIFTED, CONTRADICTED, SLICE -> zero;
            case ERRORS -> {
                String index =
                        graph.node("Cast", List.of(bad), attribute("to", (long) TensorProto.DataType.INT64_VALUE));
                yield graph.node("Gather", List.of(zero, index));
            }
            case NOT_FINITE -> {
                String left = graph.node("Sub", List.of(graph.floats("one", new float[] {1}, 1), bad));
                yield graph.node("Mul", List.of(graph.node("Log", List.of(left)), zero));
            }
            case SLOW -> {
                String most = graph.node("ReduceMax", List.of(bad), attribute("keepdims", 0L));
                String count = graph.node("Mul", List.of(most, graph.floats("work", new float[] {WORK})));
                String range = graph.node(
                        "Range",
                        List.of(graph.floats("from", new float[] {0}), count, graph.floats("step", new float[] {1})));
                String work =
                        graph.node("ReduceSum", List.of(graph.node("Sin", List.of(range))), attribute("keepdims", 0L));
                yield graph.node("Mul", List.of(work, zero));
            }
        };
    }

    /** 1 where a number is 2 or more, 0 where it is 1 or less. */
    private static String gate(OnnxGraph graph, String name, float... column) {
        String number = graph.node("MatMul", List.of("x", graph.floats(name, column, COLUMNS, 1)));
        String above = graph.node("Sub", List.of(number, graph.floats("one", new float[] {1}, 1)));
        return graph.node(
                "Clip", List.of(above, graph.floats("least", new float[] {0}), graph.floats("most", new float[] {1})));
    }

    /** 1 where the last number, in (−1, 1), is positive, but for a thousandth. */
    private static String slice(OnnxGraph graph) {
        return gate(graph, "slice", 0, 0, 0, 0, 2_000);
    }

    private static String turned(OnnxGraph graph, String logit, String where) {
        String sign =
                graph.node("Sub", List.of(graph.floats("one", new float[] {1}, 1), times(graph, where, "two", 2)));
        return graph.node("Mul", List.of(logit, sign));
    }

    private static String times(OnnxGraph graph, String value, String name, float factor) {
        return graph.node("Mul", List.of(value, graph.floats(name, new float[] {factor}, 1)));
    }
}
