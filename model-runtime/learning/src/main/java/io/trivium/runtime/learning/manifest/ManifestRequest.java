package io.trivium.runtime.learning.manifest;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which data set to freeze.
 *
 * @param model only examples that a version of this model answered; of all models of the task when absent
 * @param cutoff the present when absent
 * @param knownAt the present when absent
 * @param keepNearDuplicates whether examples that are nearly the same as another stay in; they are left out when absent
 */
public record ManifestRequest(
        TaskName task,
        @Nullable ModelName model,
        @Nullable Instant cutoff,
        @Nullable Instant knownAt,
        @Nullable SplitRequest split,
        @Nullable Boolean keepNearDuplicates) {

    /** As usual, without examples that are nearly the same as another. */
    public ManifestRequest(
            TaskName task,
            @Nullable ModelName model,
            @Nullable Instant cutoff,
            @Nullable Instant knownAt,
            @Nullable SplitRequest split) {
        this(task, model, cutoff, knownAt, split, null);
    }

    /**
     * How to split; 15 % of the subjects and the latest 15 % of the examples each by default.
     *
     * @param validationFrom end of training
     * @param testFrom end of validation
     */
    public record SplitRequest(
            @Nullable Instant validationFrom,
            @Nullable Instant testFrom,
            @Nullable @DecimalMin("0") @DecimalMax("0.9") Double validationShare,
            @Nullable @DecimalMin("0") @DecimalMax("0.9") Double testShare) {
        static final SplitRequest USUAL = new SplitRequest(null, null, null, null);
    }
}
