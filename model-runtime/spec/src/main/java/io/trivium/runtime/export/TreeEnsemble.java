package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trivium.runtime.moe.PerfectTrees;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Trees as the attributes of ONNX-ML's TreeEnsembleRegressor (ai.onnx.ml 3); nodes that no row reaches are left out. */
final class TreeEnsemble {
    private static final String BRANCH = "BRANCH_LT";
    private static final String LEAF = "LEAF";

    private final PerfectTrees trees;
    private final int numbers;
    private final float factor;
    private final List<Long> ofTree = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private final List<Long> features = new ArrayList<>();
    private final List<Float> thresholds = new ArrayList<>();
    private final List<String> modes = new ArrayList<>();
    private final List<Long> below = new ArrayList<>();
    private final List<Long> others = new ArrayList<>();
    private final List<Long> leafTrees = new ArrayList<>();
    private final List<Long> leafIds = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();

    /**
     * @param numbers of an answer: tree i adds to number i mod numbers
     * @param factor of all leaves
     */
    TreeEnsemble(PerfectTrees trees, int numbers, float factor) {
        this.trees = trees;
        this.numbers = numbers;
        this.factor = factor;
        for (int tree = 0; tree < trees.trees(); tree++) add(tree, 0);
    }

    private void add(int tree, int node) {
        ofTree.add((long) tree);
        ids.add((long) node);
        int at = tree * trees.nodes() + node;
        boolean leaf = node >= trees.nodes() || trees.thresholds()[at] == PerfectTrees.ALWAYS;
        modes.add(leaf ? LEAF : BRANCH);
        features.add(leaf ? 0L : (long) trees.features()[at]);
        thresholds.add(leaf ? 0f : trees.thresholds()[at]);
        below.add(leaf ? 0L : 2L * node + 1);
        others.add(leaf ? 0L : 2L * node + 2);
        if (leaf) {
            int first = node;
            while (first < trees.nodes()) first = 2 * first + 1;
            leafTrees.add((long) tree);
            leafIds.add((long) node);
            weights.add(factor * trees.leaves()[(tree << trees.depth()) + first - trees.nodes()]);
        } else {
            add(tree, 2 * node + 1);
            add(tree, 2 * node + 2);
        }
    }

    /** @param constant answer before the first tree, of every number */
    AttributeProto[] attributes(double constant) {
        return new AttributeProto[] {
            attribute("n_targets", (long) numbers),
            attribute("aggregate_function", "SUM"),
            attribute("post_transform", "NONE"),
            attribute("base_values", Collections.nCopies(numbers, (float) constant)),
            attribute("nodes_treeids", longs(ofTree)),
            attribute("nodes_nodeids", longs(ids)),
            attribute("nodes_featureids", longs(features)),
            attribute("nodes_values", thresholds),
            OnnxGraph.texts("nodes_modes", modes),
            attribute("nodes_truenodeids", longs(below)),
            attribute("nodes_falsenodeids", longs(others)),
            attribute("target_treeids", longs(leafTrees)),
            attribute("target_nodeids", longs(leafIds)),
            attribute(
                    "target_ids",
                    longs(leafTrees.stream().map(tree -> tree % numbers).toList())),
            attribute("target_weights", weights)
        };
    }

    private static long[] longs(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
