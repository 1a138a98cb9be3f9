package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.Layout;
import java.util.Arrays;

/**
 * The number of a network's trained parameters that one token passes.
 *
 * @param total trained parameters
 * @param active those one token passes: all but the routed experts it is not sent to. Tokenizers and heads count as a
 *     whole, although a token of one tokenizer does not pass the others
 * @param operations multiplications and additions of one row through trunk and heads, without attention scores
 */
public record ParameterReport(long total, long active, long operations) {

    /** Counts a network. */
    public static ParameterReport of(NetworkSpec spec, ModelSpec model) {
        long total = 0;
        for (var each : ParameterNames.shapes(spec, model).entrySet()) {
            String name = each.getKey();
            if (!Layout.isFixed(name)) total += Arrays.stream(each.getValue()).reduce(1, (left, right) -> left * right);
        }
        MoeTopology topology = spec.topology();
        long unused = (long) topology.layers() * (topology.experts() - topology.topK()) * topology.expertParameters();
        long perLayer = topology.activeLayerParameters() / topology.layers();
        boolean last = spec.readout() == NetworkSpec.Readout.LAST;
        long tokenLayers = (long) spec.tokens() * (topology.layers() - (last ? 1 : 0)) + (last ? 1 : 0);
        // the keys and values of the last layer are made for every token
        long lastKeys = last ? 2L * (spec.tokens() - 1) * topology.width() * topology.width() : 0;
        return new ParameterReport(total, total - unused, 2 * (tokenLayers * perLayer + lastKeys));
    }

    /** Active parameters divided by all. */
    public double share() {
        return (double) active / total;
    }
}
