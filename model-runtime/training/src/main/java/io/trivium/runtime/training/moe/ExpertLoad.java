package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens of each expert, summed over passes; and the imbalance. MaxVio is the largest load divided by the mean load,
 * minus 1 (Wang et al., arXiv 2408.15664, section 4.1): 0 is even.
 */
public final class ExpertLoad {
    private final MoeTopology topology;
    private final long[][] load;

    public ExpertLoad(MoeTopology topology) {
        this.topology = topology;
        this.load = new long[topology.layers()][topology.experts()];
    }

    /** Counts the tokens of a pass. */
    public void add(List<int[]> layers) {
        for (int l = 0; l < load.length; l++) {
            for (int e = 0; e < load[l].length; e++) load[l][e] += layers.get(l)[e];
        }
    }

    /** Resets all counts. */
    public void clear() {
        for (long[] layer : load) Arrays.fill(layer, 0);
    }

    /** Tokens of one expert. */
    public long of(int layer, int expert) {
        return load[layer][expert];
    }

    /** MaxVio over all experts of a layer. */
    public double maxVio(int layer) {
        return maxVio(layer, 0, topology.experts());
    }

    private double maxVio(int layer, int from, int to) {
        long most = 0;
        long sum = 0;
        for (int e = from; e < to; e++) {
            most = Math.max(most, load[layer][e]);
            sum += load[layer][e];
        }
        return sum == 0 ? 0 : (double) most * (to - from) / sum - 1;
    }

    /** MaxVio of each layer within each group of several experts: loads against the mean of the group. */
    public Map<String, double[]> maxVioByGroup() {
        Map<String, double[]> found = new LinkedHashMap<>();
        for (ExpertGroup group : topology.groups()) {
            if (group.size() == 1) continue;
            int first = topology.firstOf(group.name());
            double[] layers = new double[load.length];
            for (int l = 0; l < layers.length; l++) layers[l] = maxVio(l, first, first + group.size());
            found.put(group.name(), layers);
        }
        return found;
    }

    /** Share of the layer's tokens that each group took. */
    public Map<String, double[]> shareByGroup() {
        Map<String, double[]> found = new LinkedHashMap<>();
        for (ExpertGroup group : topology.groups()) {
            int first = topology.firstOf(group.name());
            double[] layers = new double[load.length];
            for (int l = 0; l < layers.length; l++) {
                long here = 0;
                for (int e = first; e < first + group.size(); e++) here += load[l][e];
                layers[l] = here / (double) Math.max(1, Arrays.stream(load[l]).sum());
            }
            found.put(group.name(), layers);
        }
        return found;
    }

    /** Largest MaxVio of any layer, over all experts of it. */
    public double worst() {
        double worst = 0;
        for (int l = 0; l < load.length; l++) worst = Math.max(worst, maxVio(l));
        return worst;
    }

    /**
     * Moves biases towards an even load: {@code b += γ·sign(mean − load)}, by layer.
     *
     * @param from first expert that may be moved, {@code to} the one behind the last
     */
    public void balance(float[][] bias, double gamma, int from, int to) {
        if (gamma == 0) return;
        for (int l = 0; l < load.length; l++) {
            long sum = 0;
            for (int e = from; e < to; e++) sum += load[l][e];
            double mean = (double) sum / (to - from);
            for (int e = from; e < to; e++) bias[l][e] += (float) (gamma * Math.signum(mean - load[l][e]));
        }
    }
}
