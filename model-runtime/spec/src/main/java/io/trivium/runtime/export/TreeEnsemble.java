package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trivium.runtime.moe.PerfectTrees;
import java.util.ArrayList;
import java.util.List;

/** Trees as the attributes of ONNX-ML's TreeEnsembleRegressor (ai.onnx.ml 3); nodes that no row reaches are left out. */
final class TreeEnsemble {
    private static final String BRANCH = "BRANCH_LT";
    private static final String LEAF = "LEAF";

    private final PerfectTrees trees;
    private final int targets;
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
    private final List<Long> leafTargets = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();

    /**
     * @param targets numbers of an answer, to which the trees add in turn
     * @param factor of all leaves
     */
    TreeEnsemble(PerfectTrees trees, int targets, float factor) {
        this.trees = trees;
        this.targets = targets;
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
            leafTargets.add((long) tree % targets);
            weights.add(factor * trees.leaves()[(tree << trees.depth()) + first - trees.nodes()]);
        } else {
            add(tree, 2 * node + 1);
            add(tree, 2 * node + 2);
        }
    }

    /** @param constants answers before the first tree, one for each target */
    AttributeProto[] attributes(List<Float> constants) {
        return new AttributeProto[] {
            attribute("n_targets", (long) targets),
            attribute("aggregate_function", "SUM"),
            attribute("post_transform", "NONE"),
            attribute("base_values", constants),
            attribute("nodes_treeids", longs(ofTree)),
            attribute("nodes_nodeids", longs(ids)),
            attribute("nodes_featureids", longs(features)),
            attribute("nodes_values", thresholds),
            OnnxGraph.texts("nodes_modes", modes),
            attribute("nodes_truenodeids", longs(below)),
            attribute("nodes_falsenodeids", longs(others)),
            attribute("target_treeids", longs(leafTrees)),
            attribute("target_nodeids", longs(leafIds)),
            attribute("target_ids", longs(leafTargets)),
            attribute("target_weights", weights)
        };
    }

    private static long[] longs(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
