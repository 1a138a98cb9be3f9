package io.trivium.runtime.learning.update;

import io.trivium.runtime.learning.update.UpdateConfig.TaskUpdateConfig;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration said when an update was asked for. Kept with it: a checkpoint belongs to one recipe with its numbers.
 *
 * @param recipe {@code whole}, or the name of a recipe
 * @param epochs null for the recipe's own, as the learning rate
 */
record UpdateSettings(
        String recipe,
        @Nullable Integer epochs,
        @Nullable Double learningRate,
        int trainDays,
        int validationDays,
        int testDays,
        double validationShare,
        double testShare,
        int minimumLabels,
        double timeBudgetSeconds,
        long memoryBudgetBytes,
        long heapBytes,
        int threads,
        int mostAttempts) {
    /** Everything is trained as the specification says. */
    static final String WHOLE = "whole";

    static UpdateSettings of(TaskUpdateConfig config) {
        return new UpdateSettings(
                config.recipe(),
                config.epochs().isPresent() ? Integer.valueOf(config.epochs().getAsInt()) : null,
                config.learningRate().isPresent()
                        ? Double.valueOf(config.learningRate().getAsDouble())
                        : null,
                config.trainDays(),
                config.validationDays(),
                config.testDays(),
                config.validationShare(),
                config.testShare(),
                config.minimumLabels(),
                config.timeBudget().toMillis() / 1e3,
                config.memoryBudget().asLongValue(),
                config.heap().asLongValue(),
                config.threads(),
                config.mostAttempts());
    }
}
