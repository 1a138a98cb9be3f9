package io.trivium.runtime.learning.curate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A label that is likely wrong.
 *
 * @param suggested the label that is likelier
 * @param probability of the suggested label, judged by examples of others
 * @param source source of the label, and {@code observedAt} its time
 * @param manifest the data set that it was last found in
 * @param reason of the decision
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SuspicionView(
        UUID id,
        String example,
        TaskName task,
        String label,
        String suggested,
        double probability,
        String source,
        Instant observedAt,
        UUID manifest,
        String state,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String reason) {

    /** The state of a suspicion. */
    enum State {
        OPEN,
        KEPT,
        CHANGED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Suspicions, the clearest first.
     *
     * @param nextAfter cursor of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SuspicionPage(
            List<SuspicionView> items, @Nullable String nextAfter) {}

    /**
     * The result of a check of a data set's labels.
     *
     * @param checked entries that were judged
     * @param suspected of these, put to reviewers or decided before
     */
    public record CheckView(UUID manifest, int checked, int suspected) {}
}
