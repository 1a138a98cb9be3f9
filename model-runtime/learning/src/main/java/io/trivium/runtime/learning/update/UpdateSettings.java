package io.trivium.runtime.learning.update;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.trivium.runtime.learning.update.UpdateConfig.TaskUpdateConfig;
import io.trivium.runtime.moe.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * The configuration when an update was requested. Stored with it: a checkpoint belongs to one recipe with its numbers.
 *
 * @param scope null, of updates from before there were scopes, for the platform
 * @param recipe {@code whole}, or the name of a recipe
 * @param rival whether simple models are trained, too; false for updates from before there were any
 * @param epochs null for the recipe's own, as the learning rate
 */
public record UpdateSettings(
        @Nullable UpdateScope scope,
        String recipe,
        boolean rival,
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
    /** All weights are trained by the specification. */
    public static final String WHOLE = "whole";

    /** Whether the trained version is for the tenant alone. */
    @JsonIgnore
    public boolean isForTenant() {
        return scope == UpdateScope.TENANT;
    }

    static String recipe(TaskUpdateConfig config) {
        Recipe usual = config.scope() == UpdateScope.TENANT ? Recipe.LORA : Recipe.LAST_LAYERS;
        return config.recipe().orElse(usual.toString());
    }

    static UpdateSettings of(TaskUpdateConfig config) {
        return new UpdateSettings(
                config.scope(),
                recipe(config),
                config.rival() && config.scope() != UpdateScope.TENANT,
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
