package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelReference;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data about one example; its inputs are not shown.
 *
 * @param example absent while only labels have come
 * @param label the one that counts, as known at the requested time; absent when there is none
 * @param statements all of them, by time, regardless of the requested time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExampleView(
        TaskName task,
        String exampleId,
        @Nullable StoredExampleView example,
        Instant cutoff,
        Instant knownAt,
        LabelRule rule,
        @Nullable StatementView label,
        List<StatementView> statements) {

    /**
     * The example without its inputs.
     *
     * @param contentHash SHA-256 of task and inputs
     * @param subject keyed hash of the subject; absent when there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StoredExampleView(
            String contentHash,
            @Nullable String subject,
            Instant occurredAt,
            Instant recordedAt,
            @Nullable Double score,
            @Nullable ModelReference modelVersion,
            String retentionClass,
            Use use) {}

    /** One statement of one source. */
    public record StatementView(
            String source, String label, Instant observedAt, Instant recordedAt, boolean withdrawn) {
        static StatementView of(LabelStatement statement) {
            return new StatementView(
                    statement.source(),
                    statement.label(),
                    statement.observedAt(),
                    statement.recordedAt(),
                    statement.withdrawn());
        }
    }
}
