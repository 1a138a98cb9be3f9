package io.trivium.runtime.training.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.PerfectTrees;
import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Boosted trees of XGBoost (Chen and Guestrin, arXiv 1603.02754), grown on one thread: the same rows, settings and seed give
 * the same bits. For one thread; memory of the library is freed by {@link #close}.
 */
public final class GrownTrees implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Booster booster;
    private final float constant;

    private GrownTrees(Booster booster, float constant) {
        this.booster = booster;
        this.constant = constant;
    }

    /**
     * Grows trees.
     *
     * @param table row-major, {@code width} numbers a row, finite
     * @param labels one a row
     * @param settings of XGBoost in addition to those that make the result repeatable
     */
    public static GrownTrees grow(
            float[] table, int width, float[] labels, int rounds, Map<String, Object> settings, long seed) {
        return grow(table, width, labels, rounds, settings, seed, 0);
    }

    private static GrownTrees grow(
            float[] table,
            int width,
            float[] labels,
            int rounds,
            Map<String, Object> settings,
            long seed,
            float constant) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(Map.of("tree_method", "hist", "nthread", 1, "verbosity", 0, "seed", seed));
        try {
            DMatrix rows = new DMatrix(table, labels.length, width, Float.NaN);
            try {
                rows.setLabel(labels);
                return new GrownTrees(XGBoost.train(rows, all, rounds, Map.of(), null, null), constant);
            } finally {
                rows.dispose();
            }
        } catch (XGBoostError e) {
            throw failed(e);
        }
    }

    /**
     * Grows the trees of a base answer.
     *
     * @param binary whether the labels are 0 and 1 and the answer is a logit
     */
    static GrownTrees grow(
            float[] table, int width, float[] labels, boolean binary, BaseAnswer.Trees settings, long seed) {
        double sum = 0;
        for (float label : labels) sum += label;
        double mean = sum / labels.length;
        if (binary) mean = Math.clamp(mean, 0.5 / labels.length, 1 - 0.5 / labels.length);
        Map<String, Object> all = Map.of(
                "objective",
                binary ? "binary:logistic" : "reg:squarederror",
                "base_score",
                (float) mean,
                "eta",
                settings.learningRate(),
                "max_depth",
                settings.depth(),
                "min_child_weight",
                binary ? 1 : 10,
                "subsample",
                0.8,
                "colsample_bytree",
                0.6);
        double constant = binary ? Math.log(mean / (1 - mean)) : mean;
        return grow(table, width, labels, settings.trees(), all, seed, (float) constant);
    }

    /** The answer of a base answer before its first tree. */
    float constant() {
        return constant;
    }

    /** The answers to rows, {@code [rows][numbers]}. */
    public float[][] answers(float[] table, int width) {
        try {
            DMatrix rows = new DMatrix(table, table.length / width, width, Float.NaN);
            try {
                return booster.predict(rows);
            } finally {
                rows.dispose();
            }
        } catch (XGBoostError e) {
            throw failed(e);
        }
    }

    /** Writes the trees in the place of some of those, which must be as deep. */
    void write(PerfectTrees into, int firstTree) {
        write(into, firstTree, 1);
    }

    /** Writes the trees in the place of every {@code step}-th of those, which must be as deep. */
    public void write(PerfectTrees into, int firstTree, int step) {
        try {
            String[] trees = booster.getModelDump((String) null, false, "json");
            for (int i = 0; i < trees.length; i++) write(JSON.readTree(trees[i]), into, firstTree + i * step, 0);
        } catch (XGBoostError | JsonProcessingException e) {
            throw failed(e);
        }
    }

    private static void write(JsonNode grown, PerfectTrees into, int tree, int node) {
        JsonNode leaf = grown.path("leaf");
        if (node >= into.nodes()) {
            if (leaf.isMissingNode())
                throw new IllegalStateException("XGBoost grew a tree deeper than " + into.depth());
            into.leaves()[(tree << into.depth()) + node - into.nodes()] = (float) leaf.asDouble();
            return;
        }
        int at = tree * into.nodes() + node;
        if (!leaf.isMissingNode()) {
            into.features()[at] = 0;
            into.thresholds()[at] = PerfectTrees.ALWAYS;
            write(grown, into, tree, 2 * node + 1);
            return;
        }
        into.features()[at] = Integer.parseInt(grown.path("split").asText().substring(1));
        into.thresholds()[at] = (float) grown.path("split_condition").asDouble();
        for (JsonNode child : grown.path("children")) {
            boolean below = child.path("nodeid").asInt() == grown.path("yes").asInt();
            write(child, into, tree, 2 * node + (below ? 1 : 2));
        }
    }

    private static IllegalStateException failed(Exception e) {
        return new IllegalStateException("XGBoost: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        booster.dispose();
    }
}
