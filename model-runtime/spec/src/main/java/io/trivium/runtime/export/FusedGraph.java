package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a whole network as one graph whose routed experts are ONNX Runtime's MoE operator. In addition to the task's
 * inputs, it takes {@code masked} BOOL [layers, E]: experts that may not be chosen.
 *
 * <p>The operator takes logits, applies softmax and picks the k largest. Given {@code ln w} for the experts a token is
 * sent to and −∞ for all others, softmax returns the weights w, renormalised; so {@link io.trivium.runtime.moe.Router}'s
 * rule is written as nodes in front of it. The route scale is applied behind it.
 */
final class FusedGraph {
    static final String MASKED = ModelPack.MASKED;

    private final NetworkSpec spec;
    private final MoeTopology topology;
    private final ModelSpec model;
    private final LayerWeights weights;

    FusedGraph(NetworkSpec spec, ModelSpec model, Parameters parameters) {
        ParameterNames.require(parameters, spec, model);
        this.spec = spec;
        this.topology = spec.topology();
        this.model = model;
        this.weights = new LayerWeights(topology, parameters);
    }

    /** The subgraph of one layer's routed experts: from normed [N, H] and logits [N, E] to their sum [N, H]. */
    private interface Experts {
        String add(OnnxGraph graph, int layer, String normed, String logits);
    }

    /** Everything in float32; runs on a processor and on CUDA. */
    byte[] full() {
        return write(this::full);
    }

    /**
     * Routed experts in 4 bits and their activations in float16, as CUDA's QMoE takes them; all else float32. Its numbers
     * are tested on a processor; it has not been run on a GPU.
     *
     * @param linear holds the quantised experts
     * @throws IllegalArgumentException when the experts' sizes are not two or more whole blocks
     */
    byte[] quantised(LinearLayers linear) {
        return write((graph, l, normed, logits) -> quantised(graph, linear, l, normed, logits));
    }

    private byte[] write(Experts experts) {
        OnnxGraph graph = new OnnxGraph("fused");
        TokenizerNodes.Tokens tokens = new TokenizerNodes(graph, spec, weights.parameters()).add();
        graph.input(MASKED, DataType.BOOL, topology.layers(), topology.experts());
        LayerNodes layers = new LayerNodes(graph, weights, LinearLayers.FULL);
        String hidden = tokens.hidden();
        for (int l = 0; l < topology.layers(); l++) {
            boolean last = MoePieces.isLastTokenOnly(spec, l);
            LayerNodes.Block block = layers.layer(l, hidden, tokens.mask(), last);
            String logits =
                    new RouterNodes(graph, topology, weights.parameters()).logWeights(l, block.scores(), MASKED);
            String routed = experts.add(graph, l, block.normed(), logits);
            if (topology.routeScale() != 1) {
                String scale = graph.scalar("route_scale", (float) topology.routeScale());
                routed = graph.node("Mul", List.of(routed, scale));
            }
            String sum = graph.node("Add", List.of(block.residual(), routed));
            String shape =
                    graph.list(last ? "last_shape" : "tokens_shape", -1, last ? 1 : spec.tokens(), topology.width());
            hidden = graph.node("Reshape", List.of(sum, shape));
        }
        new HeadNodes(graph, spec, model, weights.parameters()).add(hidden, tokens.mask());
        return graph.toBytes();
    }

    private String full(OnnxGraph graph, int l, String normed, String logits) {
        int experts = topology.experts();
        int width = topology.width();
        int inner = topology.expertHidden();
        float[] in = new float[experts * 2 * inner * width];
        for (int e = 0; e < experts; e++) {
            Matrix gates = weights.one(ParameterNames.layer(l, ParameterNames.EXPERTS_W1), e);
            Matrix values = weights.one(ParameterNames.layer(l, ParameterNames.EXPERTS_W3), e);
            float[] turns = gates.interleave(values).values();
            System.arraycopy(turns, 0, in, e * turns.length, turns.length);
        }
        String out = ParameterNames.layer(l, ParameterNames.EXPERTS_W2);
        return graph.contributed(
                "MoE",
                List.of(
                        normed,
                        logits,
                        graph.floats(ParameterNames.layer(l, "experts.w13.weight"), in, experts, 2L * inner, width),
                        "",
                        graph.floats(out, weights.parameters().get(out), experts, width, inner)),
                attributes(topology.topK()));
    }

    private String quantised(OnnxGraph graph, LinearLayers linear, int l, String normed, String logits) {
        List<QuantisedMatrix> in = new ArrayList<>();
        List<QuantisedMatrix> out = new ArrayList<>();
        for (int e = 0; e < topology.experts(); e++) {
            in.add(linear.quantised(LayerWeights.expertIn(l, e)).interleaveHalves());
            out.add(linear.quantised(LayerWeights.expertOut(l, e)));
        }
        int block = in.getFirst().block();
        if (!isWhole(topology.width(), block) || !isWhole(topology.expertHidden(), block)) {
            throw new IllegalArgumentException("4-bit experts in one operator need a width and inner features of two or"
                    + " more whole blocks of " + block + ", not " + topology.width() + " and "
                    + topology.expertHidden());
        }
        Stack first = stack(graph, ParameterNames.layer(l, "experts.w13"), in);
        Stack second = stack(graph, ParameterNames.layer(l, "experts.w2"), out);
        List<AttributeProto> attributes = new ArrayList<>(Arrays.asList(attributes(topology.topK())));
        attributes.add(attribute("expert_weight_bits", (long) QuantisedMatrix.BITS));
        attributes.add(attribute("block_size", (long) block));
        String half = graph.contributed(
                "QMoE",
                List.of(
                        graph.node("Cast", List.of(normed), to(DataType.FLOAT16)),
                        graph.node("Cast", List.of(logits), to(DataType.FLOAT16)),
                        first.codes,
                        first.scales,
                        "",
                        second.codes,
                        second.scales,
                        "",
                        "",
                        "",
                        "",
                        first.zeros,
                        second.zeros),
                attributes.toArray(new AttributeProto[0]));
        return graph.node("Cast", List.of(half), to(DataType.FLOAT));
    }

    /** A row of one block has its zero points stored in another way, and no row may be filled up. */
    private static boolean isWhole(int size, int block) {
        return block == QuantisedMatrix.blockFor(size) && size % block == 0 && size / block >= 2;
    }

    private static AttributeProto to(DataType type) {
        return attribute("to", (long) type.getNumber());
    }

    private record Stack(String codes, String scales, String zeros) {}

    private static Stack stack(OnnxGraph graph, String name, List<QuantisedMatrix> matrices) {
        QuantisedMatrix one = matrices.getFirst();
        int experts = matrices.size();
        byte[] codes = new byte[experts * one.packed().length];
        float[] scales = new float[experts * one.scales().length];
        byte[] zeros = new byte[experts * one.zeroPoints().length];
        for (int e = 0; e < experts; e++) {
            QuantisedMatrix each = matrices.get(e);
            System.arraycopy(each.packed(), 0, codes, e * each.packed().length, each.packed().length);
            System.arraycopy(each.scales(), 0, scales, e * each.scales().length, each.scales().length);
            System.arraycopy(each.zeroPoints(), 0, zeros, e * each.zeroPoints().length, each.zeroPoints().length);
        }
        int rows = one.rows();
        return new Stack(
                graph.bytes(name + ".codes", codes, experts, rows, one.packed().length / rows),
                graph.halves(name + ".scales", scales, experts, rows, one.blocks()),
                graph.bytes(name + ".zeros", zeros, experts, rows, one.zeroPoints().length / rows));
    }

    /** Gate and value rows in turns, {@code gate·sigmoid(gate)·value}. */
    static AttributeProto[] attributes(int topK) {
        return new AttributeProto[] {
            attribute("k", (long) topK),
            attribute("activation_type", "swiglu"),
            attribute("swiglu_fusion", 1L),
            attribute("activation_alpha", 1f),
            attribute("activation_beta", 0f),
            attribute("normalize_routing_weights", 1L)
        };
    }

    /** Most experts a group has. */
    static int largest(MoeTopology topology) {
        return topology.groups().stream().mapToInt(ExpertGroup::size).max().orElseThrow();
    }
}
