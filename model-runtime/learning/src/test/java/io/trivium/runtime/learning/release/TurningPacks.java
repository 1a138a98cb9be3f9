package io.trivium.runtime.learning.release;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.testing.TestPacks;
import java.nio.file.Path;
import java.util.List;

/**
 * Packs of {@code sum = x0 + 2·x1 + 3·x2} that fail where x0 is above 1000, each in its own way: not detected by gates
 * whose examples are all below.
 */
final class TurningPacks {
    /** The handling of requests with x0 above 1000. */
    enum Turn {
        GOOD,
        FAILS,
        NOT_FINITE,
        SLOW,
        SHIFTED
    }

    private TurningPacks() {}

    static Path write(Path folder, String model, String version, Turn turn) {
        OnnxGraph graph = new OnnxGraph("sum");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 3);
        String sum = graph.node("MatMul", List.of("x", graph.floats("w", new float[] {1, 2, 3}, 3, 1)));
        String first = graph.node("MatMul", List.of("x", graph.floats("first", new float[] {1, 0, 0}, 3, 1)));
        graph.node("Add", "sum", List.of(sum, extra(graph, first, turn)));
        graph.output("sum", TensorProto.DataType.FLOAT, -1, 1);
        String spec = TestPacks.spec(
                model,
                "- {name: x, dtype: float32, shape: [-1, 3]}",
                "- {name: sum, dtype: float32, shape: [-1, 1]}",
                "");
        return TestPacks.write(folder.resolve(model + "-" + version), model, version, graph.toBytes(), spec)
                .directory();
    }

    /** Probability x, or 1 − x: spread the same over x from 0 to 1, and the one right where the other is wrong. */
    static Path probability(Path folder, String model, String version, boolean flipped) {
        OnnxGraph graph = new OnnxGraph("probability");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 1);
        String turned = flipped
                ? graph.node("Sub", List.of(graph.floats("one", new float[] {1}, 1), "x"))
                : graph.node("Identity", List.of("x"));
        graph.node(
                "Clip",
                "probability",
                List.of(turned, graph.floats("from", new float[] {0}), graph.floats("to", new float[] {1})));
        graph.output("probability", TensorProto.DataType.FLOAT, -1, 1);
        String spec = TestPacks.spec(
                        model,
                        "- {name: x, dtype: float32, shape: [-1, 1]}",
                        "- {name: probability, dtype: float32, shape: [-1, 1]}",
                        "")
                .replace("head: none", "head: binary");
        return TestPacks.write(folder.resolve(model + "-" + version), model, version, graph.toBytes(), spec)
                .directory();
    }

    private static String extra(OnnxGraph graph, String first, Turn turn) {
        String zero = graph.floats("zero", new float[] {0}, 1);
        return switch (turn) {
            case GOOD -> zero;
            case FAILS -> {
                String scaled = graph.node("Mul", List.of(first, graph.floats("scale", new float[] {0.001f}, 1)));
                String index =
                        graph.node("Cast", List.of(scaled), attribute("to", (long) TensorProto.DataType.INT64_VALUE));
                yield graph.node("Gather", List.of(zero, index));
            }
            case NOT_FINITE -> {
                String left = graph.node("Sub", List.of(graph.floats("limit", new float[] {1000}, 1), first));
                String log = graph.node("Log", List.of(left));
                yield graph.node("Mul", List.of(log, zero));
            }
            case SLOW -> {
                String above = above(graph, first);
                String most = graph.node("ReduceMax", List.of(above), attribute("keepdims", 0L));
                String count = graph.node("Mul", List.of(most, graph.floats("work", new float[] {2_000})));
                String range = graph.node(
                        "Range",
                        List.of(graph.floats("from", new float[] {0}), count, graph.floats("step", new float[] {1})));
                String work =
                        graph.node("ReduceSum", List.of(graph.node("Sin", List.of(range))), attribute("keepdims", 0L));
                yield graph.node("Mul", List.of(work, zero));
            }
            case SHIFTED ->
                graph.node("Mul", List.of(above(graph, first), graph.floats("factor", new float[] {20}, 1)));
        };
    }

    private static String above(OnnxGraph graph, String first) {
        return graph.node(
                "Relu", List.of(graph.node("Sub", List.of(first, graph.floats("limit", new float[] {1000}, 1)))));
    }
}
