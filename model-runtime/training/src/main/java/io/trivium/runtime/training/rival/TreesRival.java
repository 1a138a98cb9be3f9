package io.trivium.runtime.training.rival;

import io.trivium.runtime.training.network.GrownTrees;
import java.util.HashMap;
import java.util.Map;

/** Boosted trees. */
final class TreesRival implements Rival {
    static final int ROUNDS = 300;
    static final int DEPTH = 6;
    private static final Map<String, Object> SETTINGS =
            Map.of("eta", 0.05, "max_depth", DEPTH, "min_child_weight", 5, "subsample", 0.8, "colsample_bytree", 0.6);

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
        try (GrownTrees trees =
                GrownTrees.grow(learned.table(), learned.width(), learned.labels(), ROUNDS, settings(answer), seed)) {
            return trees.answers(measured.table(), measured.width());
        }
    }

    /** The settings of XGBoost, which may be changed. */
    static Map<String, Object> settings(Answer answer) {
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.putAll(GrownTrees.objective(answer.classes()));
        return settings;
    }
}
