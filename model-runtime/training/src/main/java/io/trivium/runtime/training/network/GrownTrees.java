package io.trivium.runtime.training.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.PerfectTrees;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
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
    private final float[] constants;

    private GrownTrees(Booster booster, float[] constants) {
        this.booster = booster;
        this.constants = constants;
    }

    /**
     * Grows trees.
     *
     * @param table row-major, {@code width} numbers a row, finite
     * @param labels one a row; rows whose label is NaN are left out
     * @param settings of XGBoost in addition to those that make the result repeatable
     */
    public static GrownTrees grow(
            float[] table, int width, float[] labels, int rounds, Map<String, Object> settings, long seed) {
        return grow(table, width, labels, rounds, settings, seed, new float[0]);
    }

    /** @param constants the answer before the first tree; empty for XGBoost's own */
    private static GrownTrees grow(
            float[] table,
            int width,
            float[] labels,
            int rounds,
            Map<String, Object> settings,
            long seed,
            float[] constants) {
        int[] known = IntStream.range(0, labels.length)
                .filter(row -> !Float.isNaN(labels[row]))
                .toArray();
        if (known.length == 0) {
            throw new IllegalArgumentException("no row that trees are grown on has a label; add rows that have one");
        }
        if (known.length < labels.length) {
            return grow(some(table, known, width), width, some(labels, known, 1), rounds, settings, seed, constants);
        }
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(Map.of("tree_method", "hist", "nthread", 1, "verbosity", 0, "seed", seed));
        try {
            DMatrix rows = new DMatrix(table, labels.length, width, Float.NaN);
            try {
                rows.setLabel(labels);
                return new GrownTrees(XGBoost.train(rows, all, rounds, Map.of(), null, null), constants);
            } finally {
                rows.dispose();
            }
        } catch (XGBoostError e) {
            throw failed(e);
        }
    }

    private static float[] some(float[] numbers, int[] rows, int each) {
        float[] some = new float[rows.length * each];
        for (int i = 0; i < rows.length; i++) System.arraycopy(numbers, rows[i] * each, some, i * each, each);
        return some;
    }

    /**
     * The settings of a kind of answer.
     *
     * @param classes 0 for a number, 1 for the probability of label 1, otherwise how many classes have a probability each
     */
    public static Map<String, Object> objective(int classes) {
        return switch (classes) {
            case 0 -> Map.of("objective", "reg:squarederror");
            case 1 -> Map.of("objective", "binary:logistic");
            default -> Map.of("objective", "multi:softprob", "num_class", classes);
        };
    }

    /**
     * Grows the trees of a base answer.
     *
     * @param labels one a row; rows whose label is NaN are left out
     * @param classes as for {@link #objective}; the answer is a logit where it is above 0
     */
    static GrownTrees grow(
            float[] table, int width, float[] labels, int classes, BaseAnswer.Trees settings, long seed) {
        float[] means = means(labels, classes);
        float[] constants = means.clone();
        for (int c = 0; classes > 0 && c < constants.length; c++) {
            constants[c] = (float) Math.log(classes == 1 ? means[c] / (1 - means[c]) : means[c]);
        }
        Map<String, Object> all = new HashMap<>(objective(classes));
        all.put("base_score", classes > 1 ? Arrays.toString(constants) : means[0]);
        all.put("eta", settings.learningRate());
        all.put("max_depth", settings.depth());
        all.put("min_child_weight", settings.leastCurvature());
        all.put("subsample", settings.rowShare());
        all.put("colsample_bytree", settings.columnShare());
        all.put("max_bin", settings.bins());
        return grow(table, width, labels, settings.trees(), all, seed, constants);
    }

    /** The mean, or the share of each class, of which none is 0. */
    private static float[] means(float[] labels, int classes) {
        double[] sums = new double[Math.max(1, classes)];
        int known = 0;
        for (float label : labels) {
            if (Float.isNaN(label)) continue;
            known++;
            if (classes > 1) sums[(int) label]++;
            else sums[0] += label;
        }
        float[] means = new float[sums.length];
        for (int c = 0; c < means.length; c++) {
            double mean = sums[c] / known;
            means[c] = (float) (classes == 0 ? mean : Math.clamp(mean, 0.5 / known, 1 - 0.5 / known));
        }
        return means;
    }

    /** The answers of a base answer before its first tree, one for each class. */
    float[] constants() {
        return constants.clone();
    }

    /** The answers to rows, {@code [rows][numbers]}. */
    public float[][] answers(float[] table, int width) {
        return predicted(table, width, false);
    }

    /** The answers to rows, {@code [rows][numbers]}, as logits where they are probabilities. */
    public float[][] logits(float[] table, int width) {
        return predicted(table, width, true);
    }

    private float[][] predicted(float[] table, int width, boolean logits) {
        try {
            DMatrix rows = new DMatrix(table, table.length / width, width, Float.NaN);
            try {
                return booster.predict(rows, logits);
            } finally {
                rows.dispose();
            }
        } catch (XGBoostError e) {
            throw failed(e);
        }
    }

    /** Writes the trees in the place of some of those, which must be as deep; those of a round are one for each class. */
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
            if (leaf.isMissingNode()) {
                throw new IllegalStateException("XGBoost grew a tree deeper than " + into.depth());
            }
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
