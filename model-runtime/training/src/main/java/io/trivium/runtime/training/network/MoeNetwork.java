package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network in the training engine. Experts are chosen on the host by {@link Router}, the class that serving uses;
 * their weights are gathered inside the graph, so that the router's gradient flows through them. All trained numbers are
 * one array. Belongs to one thread.
 */
public final class MoeNetwork implements AutoCloseable {
    /** Added to the attention score of padding. */
    public static final float MASKED = -1e9f;

    private final NetworkSpec spec;
    private final MoeTopology topology;
    private final ModelSpec model;
    private final Layout layout;
    private final NDManager manager;
    private final NDArray flat;
    private final Parameters fixed;
    private final float[][] routerBias;
    private ExpertMask mask;
    private Map<String, NDArray> views = Map.of();

    /** Takes a copy of the parameters.
     * @throws IllegalArgumentException when they are not this network's */
    public MoeNetwork(NDManager parent, NetworkSpec spec, ModelSpec model, Parameters parameters) {
        ParameterNames.require(parameters, spec, model);
        this.spec = spec;
        this.topology = spec.topology();
        this.model = model;
        this.layout = new Layout(spec, model);
        this.manager = parent.newSubManager();
        this.flat = manager.create(layout.flatten(parameters));
        flat.setRequiresGradient(true);
        this.fixed = parameters.copy();
        this.routerBias = new float[topology.layers()][];
        for (int l = 0; l < routerBias.length; l++) {
            routerBias[l] = parameters
                    .get(ParameterNames.layer(l, ParameterNames.ROUTER_BIAS))
                    .clone();
        }
        this.mask = ExpertMask.none(topology.experts());
    }

    public NetworkSpec spec() {
        return spec;
    }

    public Layout layout() {
        return layout;
    }

    /** Every trained number, {@code [layout.size()]}. */
    public NDArray flat() {
        return flat;
    }

    /** The balancing biases by layer; the arrays themselves, to be changed between passes. */
    @SuppressWarnings("EI_EXPOSE_REP")
    public float[][] routerBias() {
        return routerBias;
    }

    /** Experts that may not be chosen, in any layer. */
    public void maskExperts(ExpertMask forbidden) {
        this.mask = forbidden;
    }

    /** All parameters as the weight file has them. */
    public Parameters parameters() {
        return parameters(flat.toFloatArray());
    }

    /** The same, with other trained numbers. */
    public Parameters parameters(float[] trained) {
        Parameters all = layout.unflatten(trained, fixed);
        for (int l = 0; l < routerBias.length; l++) {
            all.put(
                    ParameterNames.layer(l, ParameterNames.ROUTER_BIAS),
                    new long[] {topology.experts()},
                    routerBias[l].clone());
        }
        return all;
    }

    /**
     * The result of a pass.
     *
     * @param outputs logits by the name of the output, {@code [B, numbers]}
     * @param balance sequence balance loss, mean over rows, summed over layers; present when requested
     * @param loads tokens of each expert, by layer
     */
    public record Pass(
            Map<String, NDArray> outputs, @Nullable NDArray balance, List<int[]> loads, int tokens) {}

    /**
     * Computes some rows; all created arrays belong to {@code scope}.
     *
     * @param dropout of tokens and of additions to them; none in evaluation
     * @param balanced whether the balance loss is computed too
     */
    public Pass forward(NDManager scope, EncodedData data, int[] rows, DropoutSource dropout, boolean balanced) {
        flat.attach(scope);
        try {
            views = views();
            Trunk trunk = trunk(scope, data, rows, dropout, balanced, null);
            Map<String, NDArray> outputs = heads(scope, trunk.hidden, trunk.mask);
            outputs.replaceAll((name, head) -> data.base().added(scope, head, rows));
            return new Pass(outputs, trunk.balance, trunk.loads, rows.length * spec.tokens());
        } finally {
            views = Map.of();
            flat.attach(manager);
        }
    }

    /**
     * The trunk's output for some rows, of which a part is hidden.
     *
     * @param tokens {@code [B, T, H]} behind the final norm
     * @param loads tokens of each expert, by layer
     */
    public record Tokens(NDArray tokens, @Nullable NDArray balance, List<int[]> loads) {}

    /**
     *  Computes every token of some rows; all created arrays belong to {@code scope}.
     * @throws IllegalStateException when the readout needs the last token only
     */
    public Tokens tokens(
            NDManager scope,
            EncodedData data,
            int[] rows,
            DropoutSource dropout,
            boolean balanced,
            @Nullable Masking masking) {
        if (spec.readout() == NetworkSpec.Readout.LAST && spec.tokens() > 1) {
            throw new IllegalStateException("the last layer of this network computes the last token only");
        }
        flat.attach(scope);
        try {
            views = views();
            Trunk trunk = trunk(scope, data, rows, dropout, balanced, masking);
            NDArray normed = Operations.rmsNorm(trunk.hidden, weight(ParameterNames.FINAL_NORM));
            return new Tokens(normed.reshape(rows.length, spec.tokens(), topology.width()), trunk.balance, trunk.loads);
        } finally {
            views = Map.of();
            flat.attach(manager);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Trunk(
            NDArray hidden, float[] mask, @Nullable NDArray balance, List<int[]> loads) {}

    private Trunk trunk(
            NDManager scope,
            EncodedData data,
            int[] rows,
            DropoutSource dropout,
            boolean balanced,
            @Nullable Masking masking) {
        Tokenizers.Tokens tokens = new Tokenizers(spec.tokens(), this::weight).of(scope, data, rows, masking);
        NDArray hidden = dropout.of(tokens.hidden());
        NDArray additive = additive(scope, tokens.mask(), rows.length);
        NDArray balance = null;
        List<int[]> loads = new ArrayList<>();
        for (int l = 0; l < topology.layers(); l++) {
            Layer layer = layer(scope, l, hidden, additive, tokens.mask(), dropout, balanced);
            hidden = layer.hidden;
            loads.add(layer.load);
            NDArray here = layer.balance;
            if (here != null) balance = balance == null ? here : balance.add(here);
        }
        return new Trunk(hidden, tokens.mask(), balance, loads);
    }

    private Map<String, NDArray> views() {
        List<Layout.View> all = layout.views();
        long[] cuts = new long[all.size() - 1];
        for (int i = 0; i < cuts.length; i++) cuts[i] = all.get(i + 1).offset();
        NDList parts = flat.split(cuts, 0);
        Map<String, NDArray> named = new HashMap<>();
        for (int i = 0; i < all.size(); i++)
            named.put(all.get(i).name(), parts.get(i).reshape(all.get(i).shape()));
        return named;
    }

    private NDArray weight(String name) {
        NDArray weight = views.get(name);
        if (weight == null) throw new IllegalStateException("no parameter " + name);
        return weight;
    }

    private NDArray weight(int layer, String name) {
        return weight(ParameterNames.layer(layer, name));
    }

    private @Nullable NDArray additive(NDManager scope, float[] mask, int batch) {
        if (mask.length == 0) return null;
        float[] added = new float[mask.length];
        for (int i = 0; i < added.length; i++) added[i] = mask[i] == 0f ? MASKED : 0f;
        return scope.create(added, new Shape(batch, 1, 1, spec.tokens()));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Layer(
            NDArray hidden, int[] load, @Nullable NDArray balance) {}

    private boolean readsLastOnly(int layer) {
        return layer == topology.layers() - 1 && spec.readout() == NetworkSpec.Readout.LAST;
    }

    private Layer layer(
            NDManager scope,
            int l,
            NDArray hidden,
            @Nullable NDArray additive,
            float[] mask,
            DropoutSource dropout,
            boolean balanced) {
        boolean last = readsLastOnly(l);
        long batch = hidden.getShape().get(0);
        int width = topology.width();
        NDArray attended = dropout.of(attention(l, hidden, additive, last));
        NDArray before = last ? Operations.lastToken(hidden) : hidden.reshape(-1, width);
        NDArray h = before.add(attended);
        NDArray x = Operations.rmsNorm(h, weight(l, ParameterNames.MOE_NORM));
        NDArray shared = Operations.expert(x, weight(l, ParameterNames.SHARED_W1), weight(l, ParameterNames.SHARED_W2));

        // Scores enter the graph by their logarithm: s / Σs is then a softmax, whose gradient is finite however small s
        // is.
        NDArray scores = Operations.logSigmoid(Operations.linear(x, weight(l, ParameterNames.ROUTER_WEIGHT)));
        int tokens = Math.toIntExact(scores.getShape().get(0));
        float[] real = last ? lastOf(mask) : mask;
        Routing routing = new Router(topology, routerBias[l]).route(exp(scores), tokens, this.mask);
        Dispatch dispatch = Dispatch.of(routing, topology.experts(), real);
        NDArray added = dispatch.blocks() == 0 ? shared : shared.add(routed(scope, l, x, scores, dispatch));
        NDArray out = h.add(dropout.of(added));
        NDArray balance = balanced ? BalanceLoss.of(scope, scores, dispatch, topology, (int) batch, real) : null;
        return new Layer(last ? out : out.reshape(batch, -1, width), dispatch.load(), balance);
    }

    private static float[] exp(NDArray logarithms) {
        try (NDArray values = logarithms.exp()) {
            return values.toFloatArray();
        }
    }

    private float[] lastOf(float[] mask) {
        if (mask.length == 0) return mask;
        int tokens = spec.tokens();
        float[] last = new float[mask.length / tokens];
        for (int i = 0; i < last.length; i++) last[i] = mask[(i + 1) * tokens - 1];
        return last;
    }

    /** {@code [B·T, H]}, or {@code [B, H]} for the last token only. */
    private NDArray attention(int l, NDArray hidden, @Nullable NDArray additive, boolean last) {
        long batch = hidden.getShape().get(0);
        long tokens = hidden.getShape().get(1);
        long width = topology.width();
        long heads = topology.heads();
        NDArray normed = Operations.rmsNorm(hidden, weight(l, ParameterNames.ATTENTION_NORM));
        NDArray qkv = weight(l, ParameterNames.Q);
        NDArray query;
        NDArray keyValue;
        if (last) {
            NDList weights = qkv.split(new long[] {width}, 0);
            query = Operations.linear(Operations.lastToken(normed), weights.get(0))
                    .reshape(batch, 1, heads, width / heads)
                    .transpose(0, 2, 1, 3);
            keyValue = Operations.linear(normed.reshape(-1, width), weights.get(1))
                    .reshape(batch, tokens, 2, heads, width / heads)
                    .transpose(2, 0, 3, 1, 4);
        } else {
            NDArray all = Operations.linear(normed.reshape(-1, width), qkv)
                    .reshape(batch, tokens, 3, heads, width / heads)
                    .transpose(2, 0, 3, 1, 4);
            NDList parts = all.split(new long[] {1}, 0);
            query = parts.get(0).squeeze(0);
            keyValue = parts.get(1);
        }
        NDList two = keyValue.split(2, 0);
        NDArray key = two.get(0).squeeze(0);
        NDArray value = two.get(1).squeeze(0);
        NDArray scaled = Operations.times(query, 1 / Math.sqrt((double) width / heads));
        NDArray scores = scaled.matMul(key.transpose(0, 1, 3, 2));
        if (additive != null) scores = scores.add(additive);
        NDArray mixed = scores.softmax(-1).matMul(value).transpose(0, 2, 1, 3).reshape(-1, width);
        return Operations.linear(mixed, weight(l, ParameterNames.O));
    }

    private NDArray routed(NDManager scope, int l, NDArray x, NDArray scores, Dispatch dispatch) {
        int k = topology.topK();
        long tokens = scores.getShape().get(0);
        Shape choices = new Shape(tokens, k);
        NDArray weights =
                scores.gather(scope.create(dispatch.chosen(), choices), 1).softmax(1);
        if (topology.routeScale() != 1) weights = Operations.times(weights, topology.routeScale());
        if (!dispatch.allLive()) weights = weights.mul(scope.create(dispatch.live(), choices));
        NDArray packed = Operations.rows(x, scope.create(dispatch.gather()))
                .reshape(dispatch.blocks(), dispatch.size(), topology.width());
        NDArray w13 = weight(l, ParameterNames.EXPERTS_W1);
        NDArray w2 = weight(l, ParameterNames.EXPERTS_W2);
        if (dispatch.owners().length > 0) {
            NDArray owners = scope.create(dispatch.owners());
            w13 = ofOwners(w13, owners);
            w2 = ofOwners(w2, owners);
        }
        NDArray done = Operations.expert(packed, w13, w2).reshape(-1, topology.width());
        NDArray back = Operations.rows(done, scope.create(dispatch.slots(), choices));
        return back.mul(weights.expandDims(2)).sum(new int[] {1});
    }

    private static NDArray ofOwners(NDArray stacked, NDArray owners) {
        Shape shape = stacked.getShape();
        NDArray taken = Operations.rows(stacked.reshape(shape.get(0), -1), owners);
        return taken.reshape(-1, shape.get(1), shape.get(2));
    }

    private Map<String, NDArray> heads(NDManager scope, NDArray hidden, float[] mask) {
        NDArray read = hidden;
        if (hidden.getShape().dimension() == 3) {
            int batch = Math.toIntExact(hidden.getShape().get(0));
            NDArray normed = Operations.rmsNorm(hidden, weight(ParameterNames.FINAL_NORM));
            read = mean(scope, normed, mask, batch);
        } else {
            read = Operations.rmsNorm(read, weight(ParameterNames.FINAL_NORM));
        }
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        for (TensorSpec output : model.outputs()) {
            outputs.put(
                    output.name(),
                    Operations.linear(read, weight(ParameterNames.headWeight(output.name())))
                            .add(weight(ParameterNames.headBias(output.name()))));
        }
        return outputs;
    }

    /** Mean over the tokens that are not padding; 0 where there is none. */
    private NDArray mean(NDManager scope, NDArray normed, float[] mask, int batch) {
        if (mask.length == 0) return normed.mean(new int[] {1});
        int tokens = spec.tokens();
        float[] share = new float[mask.length];
        for (int b = 0; b < batch; b++) {
            float real = 0;
            for (int t = 0; t < tokens; t++) real += mask[b * tokens + t];
            for (int t = 0; t < tokens; t++) share[b * tokens + t] = mask[b * tokens + t] / Math.max(1f, real);
        }
        return normed.mul(scope.create(share, new Shape(batch, tokens, 1))).sum(new int[] {1});
    }

    @Override
    public void close() {
        manager.close();
    }
}
