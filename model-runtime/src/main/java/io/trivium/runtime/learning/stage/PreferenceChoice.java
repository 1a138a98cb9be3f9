package io.trivium.runtime.learning.stage;

import ai.djl.ndarray.NDManager;
import io.trivium.runtime.learning.moe.EpochChoice;
import io.trivium.runtime.learning.moe.TaskMeasure;
import io.trivium.runtime.learning.network.EncodedData;
import io.trivium.runtime.learning.network.MoeNetwork;
import java.util.Map;

/**
 * Chooses the epoch that agrees with most preferences among those that do not lose the task's metric. Weights that lose it
 * are worse than any that do not.
 *
 * @param held pairs that are not learned from
 * @param floor least metric on the validation rows; what the champion has
 */
record PreferenceChoice(
        Preferences held, EncodedData rows, OutputLikelihood likelihood, TaskMeasure measure, double floor)
        implements EpochChoice {

    @Override
    public double of(NDManager manager, MoeNetwork network, Map<String, Double> validation) {
        double metric = validation.getOrDefault(measure.chosenBy(), Double.NEGATIVE_INFINITY);
        if (metric < floor) return metric - floor - 1;
        try (NDManager scope = manager.newSubManager()) {
            return PreferenceLoss.rate(scope, held, likelihood, measure.logits(scope, network, rows));
        }
    }
}
