package io.trivium.runtime.training.rival;

import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Boosted trees of XGBoost (Chen and Guestrin, arXiv 1603.02754), on one thread: the same seed gives the same trees. */
final class TreesRival implements Rival {
    private static final int ROUNDS = 300;
    private static final Map<String, Object> SETTINGS = Map.of(
            "eta",
            0.05,
            "max_depth",
            6,
            "min_child_weight",
            5,
            "subsample",
            0.8,
            "colsample_bytree",
            0.6,
            "tree_method",
            "hist",
            "nthread",
            1,
            "verbosity",
            0);

    @Override
    public String name() {
        return "trees";
    }

    @Override
    public boolean isSeeded() {
        return true;
    }

    @Override
    public float[][] answers(Answer answer, RivalRows learned, RivalRows held, RivalRows measured, long seed) {
        Map<String, Object> settings = new java.util.HashMap<>(SETTINGS);
        settings.put("seed", seed);
        settings.put(
                "objective",
                answer.isNumber() ? "reg:squarederror" : answer.isBinary() ? "binary:logistic" : "multi:softprob");
        if (answer.classes() > 1) settings.put("num_class", answer.classes());
        try {
            DMatrix rows = matrix(learned);
            DMatrix asked = matrix(measured);
            try {
                rows.setLabel(learned.labels());
                Booster trees = XGBoost.train(rows, settings, ROUNDS, Map.of(), null, null);
                try {
                    return trees.predict(asked);
                } finally {
                    trees.dispose();
                }
            } finally {
                rows.dispose();
                asked.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
        }
    }

    private static DMatrix matrix(RivalRows rows) throws XGBoostError {
        return new DMatrix(rows.table(), rows.rows(), rows.width(), Float.NaN);
    }
}
