package io.trivium.runtime.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a network as the ONNX graphs that serving runs one after the other, with the routing in Java between them:
 *
 * <pre>
 * tokenizer   the task's inputs → hidden [B, T, H], mask [B, T] (1 for a token, 0 for padding)
 * layer l     hidden [B, T, H], mask [B, T] → residual [N, H], normed [N, H], scores [N, E]
 * expert      x [n, H] → y [n, H]
 * head        hidden [B, T, H], mask [B, T] → the task's outputs by name
 * </pre>
 *
 * N is B·T, and B in the last layer of a network that reads its last token, whose head has T = 1. The input {@code
 * hidden} of layer l + 1 is residual plus the weighted sum of the chosen experts' y for each row of normed. All tensors
 * are float32, row by row. Thread-safe: nothing changes after construction.
 */
public final class MoePieces {
    /** Path of the tokenizers' graph in a pack. */
    public static final String TOKENIZER_PATH = ModelPack.PIECES + "tokenizer.onnx";

    /** Path of the heads' graph in a pack. */
    public static final String HEAD_PATH = ModelPack.PIECES + "head.onnx";

    static final String HIDDEN = "hidden";
    static final String MASK = "mask";
    static final String RESIDUAL = "residual";
    static final String NORMED = "normed";
    static final String SCORES = "scores";
    static final String EXPERT_INPUT = "x";
    static final String EXPERT_OUTPUT = "y";
    /** Inputs of linear layers, which only graphs for calibration give. */
    static final String ATTENTION_INPUT = "attention_input";

    static final String CONTEXT = "context";
    static final String SHARED_HIDDEN = "shared_hidden";
    static final String EXPERT_HIDDEN = "expert_hidden";

    private final NetworkSpec spec;
    private final ModelSpec model;
    private final LayerWeights weights;
    private final LinearLayers linear;

    /** Pieces in float32.
     * @throws IllegalArgumentException when the parameters are not this network's */
    public MoePieces(NetworkSpec spec, ModelSpec model, Parameters parameters) {
        this(spec, model, parameters, LinearLayers.FULL);
    }

    MoePieces(NetworkSpec spec, ModelSpec model, Parameters parameters, LinearLayers linear) {
        ParameterNames.require(parameters, spec, model);
        this.spec = spec;
        this.model = model;
        this.weights = new LayerWeights(spec.topology(), parameters);
        this.linear = linear;
    }

    /** Path of a layer's graph in a pack. */
    public static String layerPath(int layer) {
        return ModelPack.PIECES + "layer-" + layer + ".onnx";
    }

    /** Path of an expert's graph in a pack. */
    public static String expertPath(ExpertId expert) {
        return ModelPack.PIECES
                + "layer-%d/expert-%s-%02d.onnx".formatted(expert.layer(), expert.group(), expert.index());
    }

    /** Paths of all pieces of a network in a pack. */
    public static List<String> paths(MoeTopology topology) {
        List<String> paths = new ArrayList<>(List.of(TOKENIZER_PATH, HEAD_PATH));
        for (int l = 0; l < topology.layers(); l++) {
            paths.add(layerPath(l));
            for (int e = 0; e < topology.experts(); e++) paths.add(expertPath(topology.id(l, e)));
        }
        return paths;
    }

    /** Whether a layer gives one row per request, the last token's, instead of one per token. */
    public static boolean isLastTokenOnly(NetworkSpec spec, int layer) {
        return spec.readout() == NetworkSpec.Readout.LAST
                && layer == spec.topology().layers() - 1;
    }

    public byte[] tokenizer() {
        OnnxGraph graph = new OnnxGraph("tokenizer");
        TokenizerNodes.Tokens tokens = new TokenizerNodes(graph, spec, weights.parameters()).add();
        graph.output(
                tokens.hidden(),
                HIDDEN,
                DataType.FLOAT,
                batch(spec.tokens(), spec.topology().width()));
        graph.output(tokens.mask(), MASK, DataType.FLOAT, batch(spec.tokens()));
        return graph.toBytes();
    }

    public byte[] layer(int layer) {
        return layer(layer, false);
    }

    /** @param calibration whether the inputs of the linear layers are outputs too */
    byte[] layer(int l, boolean calibration) {
        MoeTopology topology = spec.topology();
        OnnxGraph graph = new OnnxGraph("layer-" + l);
        graph.input(HIDDEN, DataType.FLOAT, batch(spec.tokens(), topology.width()));
        graph.input(MASK, DataType.FLOAT, batch(spec.tokens()));
        boolean last = isLastTokenOnly(spec, l);
        LayerNodes.Block block = new LayerNodes(graph, weights, linear).layer(l, HIDDEN, MASK, last);
        String rows = last ? "batch" : "rows";
        graph.output(block.residual(), RESIDUAL, DataType.FLOAT, List.of(rows, text(topology.width())));
        graph.output(block.normed(), NORMED, DataType.FLOAT, List.of(rows, text(topology.width())));
        graph.output(block.scores(), SCORES, DataType.FLOAT, List.of(rows, text(topology.experts())));
        if (calibration) {
            graph.output(
                    block.attentionInput(), ATTENTION_INPUT, DataType.FLOAT, batch(spec.tokens(), topology.width()));
            graph.output(block.context(), CONTEXT, DataType.FLOAT, batch(last ? 1 : spec.tokens(), topology.width()));
            graph.output(
                    block.sharedHidden(), SHARED_HIDDEN, DataType.FLOAT, List.of(rows, text(topology.sharedHidden())));
        }
        return graph.toBytes();
    }

    /** The graph of a routed expert.
     * @param expert number within the layer */
    public byte[] expert(int layer, int expert) {
        return expert(layer, expert, false);
    }

    byte[] expert(int l, int expert, boolean calibration) {
        MoeTopology topology = spec.topology();
        OnnxGraph graph = new OnnxGraph(topology.id(l, expert).toString());
        graph.input(EXPERT_INPUT, DataType.FLOAT, List.of("rows", text(topology.width())));
        List<String> results = new LayerNodes(graph, weights, linear).expert(l, expert, EXPERT_INPUT);
        graph.output(results.getLast(), EXPERT_OUTPUT, DataType.FLOAT, List.of("rows", text(topology.width())));
        if (calibration) {
            graph.output(
                    results.getFirst(), EXPERT_HIDDEN, DataType.FLOAT, List.of("rows", text(topology.expertHidden())));
        }
        return graph.toBytes();
    }

    public byte[] head() {
        OnnxGraph graph = new OnnxGraph("head");
        int tokens = spec.readout() == NetworkSpec.Readout.LAST ? 1 : spec.tokens();
        graph.input(HIDDEN, DataType.FLOAT, batch(tokens, spec.topology().width()));
        graph.input(MASK, DataType.FLOAT, batch(spec.tokens()));
        Optional<String> base = spec.base().map(BaseAnswer::input);
        base.flatMap(model::input)
                .ifPresent(input -> graph.input(
                        input.name(),
                        DataType.FLOAT,
                        batch(Math.toIntExact(input.shape().getLast()))));
        new HeadNodes(graph, spec, model, weights.parameters()).add(HIDDEN, MASK);
        return graph.toBytes();
    }

    private static List<String> batch(int... sizes) {
        List<String> shape = new ArrayList<>(List.of("batch"));
        for (int size : sizes) shape.add(text(size));
        return shape;
    }

    private static String text(int size) {
        return Integer.toString(size);
    }
}
