package io.trivium.runtime.export;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a trained mixture of experts into a pack: specification, weights, balancing biases and every piece serving needs;
 * on demand with 4-bit projections and experts, and with the whole network as one graph. A network without routing
 * becomes one graph in float32 and has no pieces. Not thread-safe.
 */
public final class MoePackExport {
    /** The whole network as one graph, routing included. */
    public static final String FUSED = "fused.onnx";

    private final byte[] yaml;
    private final ModelSpec model;
    private final NetworkSpec spec;
    private final Parameters parameters;
    private Optional<Quantisation.Result> quantised = Optional.empty();
    private boolean fused;
    private boolean half;

    /**
     * An export of float32 pieces.
     *
     * @param yaml the specification file
     * @throws io.trivium.runtime.pack.InvalidPackException when it is not a valid one of a mixture of experts
     * @throws IllegalArgumentException when the parameters are not this network's
     */
    public MoePackExport(byte[] yaml, Parameters parameters) {
        this.yaml = yaml.clone();
        this.model = ModelSpec.parse(yaml);
        this.spec = NetworkSpec.parse(yaml, model);
        this.parameters = parameters;
        ParameterNames.require(parameters, spec, model);
    }

    /**
     * The result of quantisation.
     *
     * @param fitted linear layers fitted to their calibration inputs by GPTQ
     * @param rounded linear layers that saw too few of them and were rounded
     * @param fullBytes bytes of these layers' weights in float32
     * @param bytes bytes of their codes, scales and zero points
     */
    public record Quantised(int fitted, int rounded, long fullBytes, long bytes) {}

    /**
     * Makes projections and experts 4-bit.
     *
     * @param rows the task's inputs by name, some hundreds of rows like those the model will see
     * @throws IllegalArgumentException when nothing is routed
     */
    public Quantised quantise(Map<String, Floats> rows) throws OrtException {
        if (spec.topology().isDense()) {
            throw new IllegalArgumentException("a network without routing is exported as one graph in float32");
        }
        Quantisation.Result result = Quantisation.of(spec, model, parameters, rows);
        quantised = Optional.of(result);
        return new Quantised(result.fitted(), result.rounded(), result.fullBytes(), result.bytes());
    }

    /**
     * Adds the whole network as one graph with routing inside: in float32, or with 4-bit experts in float16 where the
     * experts are quantised, which takes sizes of two or more whole blocks of 128.
     */
    public MoePackExport fused() {
        this.fused = true;
        return this;
    }

    /** As {@link #fused()}, with the products of the graph in float16, as a GPU computes them fastest. */
    public MoePackExport half() {
        this.half = true;
        return fused();
    }

    /** The pieces as they will be written. */
    public MoePieces pieces() {
        return quantised
                .map(result -> new MoePieces(spec, model, parameters, result.linear()))
                .orElseGet(() -> new MoePieces(spec, model, parameters));
    }

    public ModelSpec model() {
        return model;
    }

    public NetworkSpec spec() {
        return spec;
    }

    /** The weights themselves, not a copy. */
    public Parameters parameters() {
        return parameters;
    }

    /** Adds all files to a pack that the caller writes.
     * @throws IllegalArgumentException when one graph is wanted of 4-bit experts whose sizes do not allow it */
    public PackWriter addTo(PackWriter writer) throws IOException {
        MoeTopology topology = spec.topology();
        writer.spec(yaml).file(ModelPack.WEIGHTS, parameters.toBytes());
        if (topology.isDense()) return writer.model(new DenseGraph(spec, model, parameters).toBytes());
        MoePieces pieces = pieces();
        writer.file(ModelPack.ROUTER, biases().toBytes())
                .file(MoePieces.TOKENIZER_PATH, pieces.tokenizer())
                .file(MoePieces.HEAD_PATH, pieces.head());
        for (int l = 0; l < topology.layers(); l++) {
            writer.file(MoePieces.layerPath(l), pieces.layer(l));
            for (int e = 0; e < topology.experts(); e++) {
                writer.file(MoePieces.expertPath(topology.id(l, e)), pieces.expert(l, e));
            }
        }
        if (fused) {
            FusedGraph graph = new FusedGraph(spec, model, parameters);
            byte[] whole =
                    quantised.map(result -> graph.quantised(result.linear())).orElseGet(graph::full);
            writer.file(FUSED, half ? HalfGraph.of(whole) : whole);
        }
        return writer;
    }

    private Parameters biases() {
        Parameters biases = new Parameters();
        for (int l = 0; l < spec.topology().layers(); l++) {
            float[] bias = parameters.get(ParameterNames.layer(l, ParameterNames.ROUTER_BIAS));
            biases.put("layers." + l + ".bias", new long[] {bias.length}, bias);
        }
        return biases;
    }
}
