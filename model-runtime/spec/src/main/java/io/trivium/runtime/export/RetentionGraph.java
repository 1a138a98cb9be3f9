package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.retention.RetentionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the network of a {@link RetentionSpec} as one ONNX graph in its recurrent form: one event of each history. */
public final class RetentionGraph {
    private final RetentionSpec spec;
    private final Parameters parameters;
    private final OnnxGraph graph = new OnnxGraph(RetentionSpec.KIND);

    private RetentionGraph(RetentionSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
    }

    /** The graph's bytes.
     * @throws IllegalArgumentException when a parameter is missing */
    public static byte[] of(RetentionSpec spec, Parameters parameters) {
        return new RetentionGraph(spec, parameters).build();
    }

    private byte[] build() {
        long heads = spec.heads();
        long size = spec.size();
        String token = new TokenizerNodes(graph, List.of(spec.event()), spec.width(), parameters)
                .add()
                .hidden();
        String x = graph.node("Reshape", List.of(token, graph.list("token_shape", -1, spec.width())));
        String elapsed = graph.input(RetentionSpec.ELAPSED, DataType.FLOAT, List.of("batch", "1"));
        String state = graph.input(RetentionSpec.STATE, DataType.FLOAT, List.of("batch", text(spec.stateSize())));
        String exponents = graph.node("Mul", List.of(elapsed, graph.floats("rates", spec.rates(), 1, heads)));
        String decay = heads(graph.node("Exp", List.of(exponents)), 1, 1);
        List<String> states = split(state, spec.layers(), -1);
        List<String> next = new ArrayList<>();
        for (int l = 0; l < spec.layers(); l++) {
            String u = norm(x, RetentionSpec.norm(l));
            List<String> qkvg = split(product(u, RetentionSpec.qkvg(l), scaled(l)), 4, -1);
            String open = graph.node(
                    "Add", List.of(product(u, RetentionSpec.gateWeight(l)), constant(RetentionSpec.gateBias(l))));
            String gate = graph.node("Clip", List.of(open, graph.scalar("zero", 0f), graph.scalar("one", 1f)));
            String key = graph.node("Mul", List.of(heads(qkvg.get(1), size, 1), heads(gate, 1, 1)));
            String added = graph.node("Mul", List.of(key, heads(qkvg.get(2), 1, size)));
            String kept = graph.node("Mul", List.of(heads(states.get(l), size, size), decay));
            String here = graph.node("Add", List.of(kept, added));
            next.add(graph.node("Reshape", List.of(here, graph.list("flat_state", -1, heads * size * size))));
            String read = graph.node("MatMul", List.of(heads(qkvg.get(0), 1, size), here));
            String flat = graph.node("Reshape", List.of(read, graph.list("flat_heads", -1, heads * size)));
            String swish = graph.node("Mul", List.of(qkvg.get(3), graph.node("Sigmoid", List.of(qkvg.get(3)))));
            String gated = graph.node("Mul", List.of(TokenizerNodes.signedLog(graph, flat), swish));
            x = graph.node("Add", List.of(x, product(gated, RetentionSpec.output(l))));
        }
        graph.output(
                norm(x, RetentionSpec.FINAL_NORM),
                RetentionSpec.TOKEN,
                DataType.FLOAT,
                List.of("batch", text(spec.width())));
        graph.output(
                graph.node("Concat", next, attribute("axis", -1L)),
                RetentionSpec.NEXT_STATE,
                DataType.FLOAT,
                List.of("batch", text(spec.stateSize())));
        return graph.toBytes();
    }

    /** {@code [B, heads · rows · columns] → [B, heads, rows, columns]} */
    private String heads(String x, long rows, long columns) {
        String shape = graph.list("heads_" + rows + "_" + columns, -1, spec.heads(), rows, columns);
        return graph.node("Reshape", List.of(x, shape));
    }

    private List<String> split(String x, int parts, long axis) {
        if (parts == 1) return List.of(x);
        List<String> names =
                IntStream.range(0, parts).mapToObj(i -> graph.fresh("part")).toList();
        return graph.nodes("Split", names, List.of(x), attribute("axis", axis));
    }

    /** The weights of query, key, value and gate with 1 / √d in those of the key. */
    private float[] scaled(int layer) {
        float[] weights = parameters.get(RetentionSpec.qkvg(layer)).clone();
        int part = weights.length / 4;
        float scale = (float) (1 / Math.sqrt(spec.size()));
        for (int i = part; i < 2 * part; i++) weights[i] *= scale;
        return weights;
    }

    private String norm(String x, String weight) {
        return graph.node(
                "SimplifiedLayerNormalization",
                List.of(x, constant(weight)),
                attribute("axis", -1L),
                attribute("epsilon", NetworkSpec.NORM_EPSILON),
                attribute("stash_type", 1L));
    }

    private String product(String x, String weight) {
        return product(x, weight, parameters.get(weight));
    }

    /** {@code x · weightᵀ} with a weight (out, in). */
    private String product(String x, String name, float[] values) {
        long[] shape = parameters.shape(name);
        float[] turned = new Matrix((int) shape[0], (int) shape[1], values).transposed();
        return graph.node("MatMul", List.of(x, graph.floats(name, turned, shape[1], shape[0])));
    }

    private String constant(String name) {
        return graph.floats(name, parameters.get(name), parameters.shape(name));
    }

    private static String text(long size) {
        return Long.toString(size);
    }
}
