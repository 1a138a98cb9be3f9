package io.trivium.runtime.training.rival;

import io.trivium.runtime.training.network.GrownTrees;
import java.util.HashMap;
import java.util.Map;

/** Boosted trees. */
final class TreesRival implements Rival {
    private static final int ROUNDS = 300;
    private static final Map<String, Object> SETTINGS =
            Map.of("eta", 0.05, "max_depth", 6, "min_child_weight", 5, "subsample", 0.8, "colsample_bytree", 0.6);

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
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.putAll(GrownTrees.objective(answer.classes()));
        try (GrownTrees trees =
                GrownTrees.grow(learned.table(), learned.width(), learned.labels(), ROUNDS, settings, seed)) {
            return trees.answers(measured.table(), measured.width());
        }
    }
}
