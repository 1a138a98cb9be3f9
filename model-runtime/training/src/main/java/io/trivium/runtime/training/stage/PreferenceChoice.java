package io.trivium.runtime.training.stage;

import ai.djl.ndarray.NDManager;
import io.trivium.runtime.training.moe.EpochChoice;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;
import java.util.Map;

/**
 * Chooses the epoch that agrees with most preferences among those that do not lose the task's metric. Weights that lose
 * it are worse than any that do not. Of epochs that agree with as many, the one with the highest confidence in the
 * preferred outputs is chosen: few pairs are soon all agreed with, and the first such epoch has trained just long
 * enough for these and too short for others.
 *
 * @param held pairs that are not learned from
 * @param floor least metric on the validation rows; what the champion has
 */
record PreferenceChoice(
        Preferences held, EncodedData rows, OutputLikelihood likelihood, TaskMeasure measure, double floor)
        implements EpochChoice {
    /** The loss of a metric that is allowed for answers that a shift rounds to the same number. */
    private static final double ROUNDING = 1e-6;

    @Override
    public double of(NDManager manager, MoeNetwork network, Map<String, Double> validation) {
        double metric = validation.getOrDefault(measure.chosenBy(), Double.NEGATIVE_INFINITY);
        if (loses(metric, floor)) return metric - floor - 1;
        try (NDManager scope = manager.newSubManager()) {
            return of(PreferenceLoss.margins(scope, held, likelihood, measure.logits(scope, network, rows)));
        }
    }

    static boolean loses(double metric, double floor) {
        return metric < floor - ROUNDING;
    }

    /** The rate, and less than the smallest step of a rate for how sure the weights are of the chosen outputs.
     * @param margins {@code ln p(chosen) − ln p(rejected)} of each pair */
    static double of(float[] margins) {
        double sure = 0;
        for (float margin : margins) sure += Math.min(margin, 0) - Math.log1p(Math.exp(-Math.abs(margin)));
        return PreferenceLoss.rate(margins) + 0.5 / margins.length * Math.exp(sure / margins.length);
    }
}
