package io.trivium.runtime.moe;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and shapes of a network's parameters. Weights are (out, in); those of experts are stacked along their first axis
 * in the order of the experts' numbers. {@code layers.{l}.router.bias} is the balancing bias, which no gradient moves.
 */
public final class ParameterNames {
    public static final String ATTENTION_NORM = "attention_norm.weight";
    public static final String Q = "attention.q.weight";
    public static final String K = "attention.k.weight";
    public static final String V = "attention.v.weight";
    public static final String O = "attention.o.weight";
    public static final String MOE_NORM = "moe_norm.weight";
    public static final String ROUTER_WEIGHT = "router.weight";
    public static final String ROUTER_BIAS = "router.bias";
    public static final String SHARED_W1 = "shared.w1.weight";
    public static final String SHARED_W3 = "shared.w3.weight";
    public static final String SHARED_W2 = "shared.w2.weight";
    public static final String EXPERTS_W1 = "experts.w1.weight";
    public static final String EXPERTS_W3 = "experts.w3.weight";
    public static final String EXPERTS_W2 = "experts.w2.weight";
    public static final String FINAL_NORM = "final_norm.weight";

    private static final String LINEAR = ".linear.";
    private static final String TREES = ".trees.";

    private ParameterNames() {}

    /** The full name of a layer's parameter. */
    public static String layer(int layer, String parameter) {
        return "layers." + layer + "." + parameter;
    }

    public static String headWeight(String output) {
        return "heads." + output + ".weight";
    }

    public static String headBias(String output) {
        return "heads." + output + ".bias";
    }

    /** Weights of the linear answer, of the input's own numbers; fitted, never moved by a gradient. */
    public static String linearWeight(String output) {
        return headWeight(output).replace(".weight", LINEAR + "weight");
    }

    public static String linearBias(String output) {
        return headWeight(output).replace(".weight", LINEAR + "bias");
    }

    /**
     * Features of the nodes of an output's trees, see {@link PerfectTrees}; grown, never moved by a gradient. The trees of a
     * model follow one another, each round with one for each class.
     */
    public static String treeFeatures(String output) {
        return "heads." + output + TREES + "features";
    }

    public static String treeThresholds(String output) {
        return "heads." + output + TREES + "thresholds";
    }

    public static String treeLeaves(String output) {
        return "heads." + output + TREES + "leaves";
    }

    /** What each of the models of trees answers before its first tree, one number for each class. */
    public static String treeConstants(String output) {
        return "heads." + output + TREES + "constants";
    }

    /** Whether a parameter belongs to the base answer. */
    public static boolean isBase(String name) {
        return name.startsWith("heads.") && (name.contains(LINEAR) || name.contains(TREES));
    }

    /** Every parameter of a task's network with its shape, in the order they are written. */
    public static Map<String, long[]> shapes(NetworkSpec spec, ModelSpec model) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        MoeTopology topology = spec.topology();
        long width = topology.width();
        for (int i = 0; i < spec.tokenizers().size(); i++) {
            int tokenizer = i;
            TokenizerParameters.shapes(spec.tokenizers().get(i), topology.width())
                    .forEach((name, shape) -> shapes.put(TokenizerParameters.name(tokenizer, name), shape));
        }
        for (int l = 0; l < topology.layers(); l++) layer(shapes, l, topology);
        shapes.put(FINAL_NORM, new long[] {width});
        for (TensorSpec output : model.outputs()) {
            long size = output.shape().getLast();
            shapes.put(headWeight(output.name()), new long[] {size, width});
            shapes.put(headBias(output.name()), new long[] {size});
            spec.base().ifPresent(base -> base(shapes, base, model, output.name(), size));
        }
        return shapes;
    }

    private static void base(Map<String, long[]> shapes, BaseAnswer base, ModelSpec model, String output, long size) {
        switch (base) {
            case BaseAnswer.Linear linear -> {
                TensorSpec input = model.input(linear.input()).orElseThrow();
                shapes.put(linearWeight(output), new long[] {size, input.shape().getLast()});
                shapes.put(linearBias(output), new long[] {size});
            }
            case BaseAnswer.Trees trees -> {
                long numbers = Math.max(1, BaseAnswer.Trees.classes(model));
                long count = (long) trees.models() * trees.trees() * numbers;
                long leaves = 1L << trees.depth();
                shapes.put(treeFeatures(output), new long[] {count, leaves - 1});
                shapes.put(treeThresholds(output), new long[] {count, leaves - 1});
                shapes.put(treeLeaves(output), new long[] {count, leaves});
                shapes.put(treeConstants(output), new long[] {trees.models() * numbers});
            }
        }
    }

    private static void layer(Map<String, long[]> shapes, int l, MoeTopology topology) {
        long width = topology.width();
        long experts = topology.experts();
        long hidden = topology.expertHidden();
        long shared = topology.sharedHidden();
        shapes.put(layer(l, ATTENTION_NORM), new long[] {width});
        for (String projection : List.of(Q, K, V, O)) shapes.put(layer(l, projection), new long[] {width, width});
        shapes.put(layer(l, MOE_NORM), new long[] {width});
        shapes.put(layer(l, ROUTER_WEIGHT), new long[] {experts, width});
        shapes.put(layer(l, ROUTER_BIAS), new long[] {experts});
        shapes.put(layer(l, SHARED_W1), new long[] {shared, width});
        shapes.put(layer(l, SHARED_W3), new long[] {shared, width});
        shapes.put(layer(l, SHARED_W2), new long[] {width, shared});
        shapes.put(layer(l, EXPERTS_W1), new long[] {experts, hidden, width});
        shapes.put(layer(l, EXPERTS_W3), new long[] {experts, hidden, width});
        shapes.put(layer(l, EXPERTS_W2), new long[] {experts, width, hidden});
    }

    /**
     * Checks that a weight file is this network's.
     *
     * @throws IllegalArgumentException naming tensors that are missing, superfluous, of another shape or not numbers
     */
    public static void require(Parameters parameters, NetworkSpec spec, ModelSpec model) {
        List<String> faults = new ArrayList<>();
        Map<String, long[]> shapes = shapes(spec, model);
        shapes.forEach((name, shape) -> {
            if (!parameters.has(name)) {
                faults.add(name + " is missing");
            } else if (!Arrays.equals(shape, parameters.shape(name))) {
                faults.add(name + " has the shape " + Arrays.toString(parameters.shape(name)) + ", not "
                        + Arrays.toString(shape));
            } else if (!name.endsWith(TokenizerParameters.CUTS)) {
                for (float value : parameters.get(name)) {
                    if (Float.isFinite(value)) continue;
                    faults.add(name + " holds " + value);
                    break;
                }
            }
        });
        for (String name : parameters.names()) if (!shapes.containsKey(name)) faults.add(name + " is not known");
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("these weights are not of this network: " + String.join("; ", faults));
        }
    }
}
