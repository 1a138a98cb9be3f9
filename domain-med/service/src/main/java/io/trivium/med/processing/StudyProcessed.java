package io.trivium.med.processing;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a revision of a study. Holds UIDs and numbers, nothing of the patient.
 *
 * @param outcome {@code read}, {@code refused} or {@code failed}
 * @param reasonCode why it was not read; absent where it was
 * @param seriesInstanceUid the series that was read; absent where none was
 * @param findings nodules; 0 where it was not read
 * @param modelVersion absent where no model was asked
 * @param resultInstanceUids SOP Instance UIDs of the objects that were made
 */
@EventType("io.trivium.med.study.processed")
public record StudyProcessed(
        String studyInstanceUid,
        int revision,
        String outcome,
        @Nullable String reasonCode,
        @Nullable String seriesInstanceUid,
        int findings,
        @Nullable String modelId,
        @Nullable String modelVersion,
        List<String> resultInstanceUids,
        Instant completedAt,
        Instant finishedAt)
        implements EventPayload {

    /** Where these events go. */
    public static final String TOPIC = "med.study.v1";

    public StudyProcessed {
        EventRules.require(!studyInstanceUid.isEmpty(), "studyInstanceUid", "must not be empty");
        EventRules.require(revision > 0, "revision", "must be 1 or more");
        EventRules.require(
                outcome.equals("read") || outcome.equals("refused") || outcome.equals("failed"),
                "outcome",
                "must be read, refused or failed");
        EventRules.require(findings >= 0, "findings", "must be 0 or more");
        resultInstanceUids = List.copyOf(resultInstanceUids);
    }
}
