package io.trivium.runtime.export;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;

/**
 * Writes a network without routing as one graph in float32, from the task's inputs to its outputs. One graph of a small
 * network is several times faster than its pieces, since most of its time is the cost of nodes and of calls.
 */
final class DenseGraph {
    private final NetworkSpec spec;
    private final ModelSpec model;
    private final Parameters parameters;

    /** @throws IllegalArgumentException when tokens are routed, or the parameters are not this network's */
    DenseGraph(NetworkSpec spec, ModelSpec model, Parameters parameters) {
        if (!spec.topology().isDense()) throw new IllegalArgumentException("a network that routes is no dense one");
        ParameterNames.require(parameters, spec, model);
        this.spec = spec;
        this.model = model;
        this.parameters = parameters;
    }

    byte[] toBytes() {
        OnnxGraph graph = new OnnxGraph("dense");
        TokenizerNodes.Tokens tokens = new TokenizerNodes(graph, spec, parameters).add();
        LayerNodes layers = new LayerNodes(graph, new LayerWeights(spec.topology(), parameters), LinearLayers.FULL);
        String hidden = tokens.hidden();
        for (int l = 0; l < spec.topology().layers(); l++) {
            boolean last = MoePieces.isLastTokenOnly(spec, l);
            hidden = layers.dense(l, hidden, tokens.mask(), spec.tokens(), last);
        }
        new HeadNodes(graph, spec, model, parameters).add(hidden, tokens.mask());
        return graph.toBytes();
    }
}
