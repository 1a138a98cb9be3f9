package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adds the trunk's layers to a graph: attention, the shared expert, the router's scores and single experts. Few nodes
 * matter more than few operations: a layer of the smallest network takes about 15 µs for one request, most of it the
 * cost of its nodes. So query, key and value are one product, and so are the shared expert's first two matrices and the
 * router.
 */
final class LayerNodes {
    private final OnnxGraph graph;
    private final MoeTopology topology;
    private final LayerWeights weights;
    private final LinearLayers linear;

    LayerNodes(OnnxGraph graph, LayerWeights weights, LinearLayers linear) {
        this.graph = graph;
        this.topology = weights.topology();
        this.weights = weights;
        this.linear = linear;
    }

    /**
     * Names of the values that a layer computes before its routed experts, and of the inputs of its linear layers.
     *
     * @param residual [N, H]
     * @param normed [N, H]
     * @param scores [N, E]
     * @param attentionInput [B, T, H]
     * @param context output of attention before its last projection, [B, T or 1, H]
     * @param sharedHidden [N, S]
     */
    record Block(
            String residual,
            String normed,
            String scores,
            String attentionInput,
            String context,
            String sharedHidden) {}

    /**
     * The sums after attention.
     *
     * @param residual [B, T or 1, H]
     * @param normed the same size
     */
    private record Attended(String residual, String normed, String input, String context) {}

    /** Layer {@code l} but for its routed experts.
     * @param lastToken whether only the last token is computed, from all of them */
    Block layer(int l, String hidden, String mask, boolean lastToken) {
        Attended attended = attention(l, hidden, mask, lastToken);
        String rows = graph.list("rows_shape", -1, topology.width());
        String flat = graph.node("Reshape", List.of(attended.residual, rows));
        String normed = graph.node("Reshape", List.of(attended.normed, rows));
        String logits;
        String gate;
        String value;
        if (linear.isQuantised(LayerWeights.sharedIn(l))) {
            List<String> halves =
                    split(linear.apply(graph, normed, LayerWeights.sharedIn(l), weights.sharedInMatrix(l)), 2);
            gate = halves.getFirst();
            value = halves.getLast();
            logits = linear.apply(graph, normed, LayerWeights.router(l), weights.matrix(LayerWeights.router(l)));
        } else {
            Matrix all = Matrix.stack(weights.sharedInMatrix(l), weights.matrix(LayerWeights.router(l)));
            String product = linear.apply(graph, normed, ParameterNames.layer(l, "shared.w13.router"), all);
            long shared = topology.sharedHidden();
            String sizes = graph.list("shared_sizes", shared, shared, topology.experts());
            List<String> parts =
                    graph.nodes("Split", names("shared", 3), List.of(product, sizes), attribute("axis", -1L));
            gate = parts.get(0);
            value = parts.get(1);
            logits = parts.get(2);
        }
        String inner = graph.node("Mul", List.of(silu(gate), value));
        String shared =
                linear.apply(graph, inner, LayerWeights.sharedOut(l), weights.matrix(LayerWeights.sharedOut(l)));
        String residual = graph.node("Add", List.of(flat, shared));
        return new Block(
                residual, normed, graph.node("Sigmoid", List.of(logits)), attended.input, attended.context, inner);
    }

    /**
     * Layer {@code l} of a network without routing: the shared expert and the routed one are one feed-forward network.
     *
     * @param tokens T
     * @return [B, T, H], or [B, 1, H] for the last token
     */
    String dense(int l, String hidden, String mask, int tokens, boolean lastToken) {
        Attended attended = tokens == 1 ? singleToken(l, hidden) : attention(l, hidden, mask, lastToken);
        Matrix in = weights.denseInMatrix(l);
        List<String> halves =
                split(linear.apply(graph, attended.normed, ParameterNames.layer(l, "dense.w13.weight"), in), 2);
        String inner = graph.node("Mul", List.of(silu(halves.getFirst()), halves.getLast()));
        String result =
                linear.apply(graph, inner, ParameterNames.layer(l, "dense.w2.weight"), weights.denseOutMatrix(l));
        return graph.node("Add", List.of(attended.residual, result));
    }

    /** Attention where there is no other token: its weight is 1, whatever query and key are. */
    private Attended singleToken(int l, String hidden) {
        String input = norm(hidden, ParameterNames.layer(l, ParameterNames.ATTENTION_NORM));
        String name = ParameterNames.layer(l, "attention.ov.weight");
        return attended(l, linear.apply(graph, input, name, weights.singleTokenMatrix(l)), hidden, input, input);
    }

    private Attended attention(int l, String hidden, String mask, boolean lastToken) {
        String input = norm(hidden, ParameterNames.layer(l, ParameterNames.ATTENTION_NORM));
        String present = graph.node("Cast", List.of(mask), attribute("to", (long) DataType.INT32_VALUE));
        String queried = hidden;
        String context;
        if (lastToken) {
            String last = graph.list("last_token", -1);
            queried = graph.node("Gather", List.of(hidden, last), attribute("axis", 1L));
            String token = graph.node("Gather", List.of(input, last), attribute("axis", 1L));
            context = attendLast(l, token, input, present);
        } else {
            context = attend(l, input, present);
        }
        String projected = linear.apply(graph, context, LayerWeights.output(l), weights.matrix(LayerWeights.output(l)));
        return attended(l, projected, queried, input, context);
    }

    private Attended attended(int l, String projected, String queried, String input, String context) {
        List<String> sums = graph.contributed(
                "SkipSimplifiedLayerNormalization",
                List.of(graph.fresh("normed"), "", "", graph.fresh("residual")),
                List.of(projected, queried, vector(ParameterNames.layer(l, ParameterNames.MOE_NORM))),
                attribute("epsilon", NetworkSpec.NORM_EPSILON));
        return new Attended(sums.get(3), sums.get(0), input, context);
    }

    /** Attention among all tokens; in float32 the projection is part of the operator. */
    private String attend(int l, String input, String present) {
        int width = topology.width();
        if (!linear.isQuantised(LayerWeights.qkv(l))) {
            String weight =
                    graph.floats(LayerWeights.qkv(l), weights.qkvMatrix(l).transposed(), width, 3L * width);
            // Without a bias the operator ends the process (1.29.0).
            String bias = graph.floats("no_bias", new float[3 * width], 3L * width);
            return graph.contributed("Attention", List.of(input, weight, bias, present), attribute("num_heads", (long)
                    topology.heads()));
        }
        List<String> parts = split(linear.apply(graph, input, LayerWeights.qkv(l), weights.qkvMatrix(l)), 3);
        return multiHead(parts.get(0), parts.get(1), parts.get(2), present);
    }

    /** Attention of the last token to all. */
    private String attendLast(int l, String token, String input, String present) {
        if (linear.isQuantised(LayerWeights.qkv(l))) {
            List<String> parts = split(linear.apply(graph, input, LayerWeights.qkv(l), weights.qkvMatrix(l)), 3);
            String last = graph.list("last_token", -1);
            String query = graph.node("Gather", List.of(parts.get(0), last), attribute("axis", 1L));
            return multiHead(query, parts.get(1), parts.get(2), present);
        }
        String q = ParameterNames.layer(l, ParameterNames.Q);
        Matrix keyValue = Matrix.stack(
                weights.matrix(ParameterNames.layer(l, ParameterNames.K)),
                weights.matrix(ParameterNames.layer(l, ParameterNames.V)));
        List<String> parts = split(linear.apply(graph, input, ParameterNames.layer(l, "attention.kv"), keyValue), 2);
        return multiHead(linear.apply(graph, token, q, weights.matrix(q)), parts.get(0), parts.get(1), present);
    }

    private String multiHead(String query, String key, String value, String present) {
        return graph.contributed(
                "MultiHeadAttention", List.of(query, key, value, "", present), attribute("num_heads", (long)
                        topology.heads()));
    }

    /** One routed expert: {@code W2·(silu(W1·x) ∘ W3·x)}.
     * @param expert number in the layer
     * @return name of the inner activation [n, I] and of the output [n, H] */
    List<String> expert(int l, int expert, String x) {
        String product = linear.apply(graph, x, LayerWeights.expertIn(l, expert), weights.expertInMatrix(l, expert));
        List<String> halves = split(product, 2);
        String inner = graph.node("Mul", List.of(silu(halves.getFirst()), halves.getLast()));
        String y = linear.apply(graph, inner, LayerWeights.expertOut(l, expert), weights.expertOutMatrix(l, expert));
        return List.of(inner, y);
    }

    /** Root mean square norm over the last axis. */
    String norm(String input, String weight) {
        return graph.node(
                "SimplifiedLayerNormalization",
                List.of(input, vector(weight)),
                attribute("axis", -1L),
                attribute("epsilon", NetworkSpec.NORM_EPSILON),
                attribute("stash_type", 1L));
    }

    private String silu(String gate) {
        return graph.contributed("QuickGelu", List.of(gate), attribute("alpha", 1f));
    }

    private List<String> split(String whole, int parts) {
        return graph.nodes("Split", names("part", parts), List.of(whole), attribute("axis", -1L));
    }

    private List<String> names(String stem, int count) {
        String first = graph.fresh(stem);
        return IntStream.range(0, count).mapToObj(i -> first + "_" + i).toList();
    }

    private String vector(String name) {
        float[] values = weights.parameters().get(name);
        return graph.floats(name, values, values.length);
    }
}
