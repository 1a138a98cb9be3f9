package io.trivium.med.processing;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.med.dataset.StudyInstanceUid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of processing a revision of a study. Contains UIDs and numbers, but no patient data.
 *
 * @param outcome {@code read}, {@code refused} or {@code failed}
 * @param reasonCode why it was not read; absent if it was read
 * @param seriesInstanceUid the series that was read; absent if none was read
 * @param findings nodules; 0 if it was not read
 * @param modelVersion absent if no model was called
 * @param resultInstanceUids SOP Instance UIDs of the created objects
 */
@EventType("io.trivium.med.study.processed")
public record StudyProcessed(
        StudyInstanceUid studyInstanceUid,
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

    /** The topic of these events. */
    public static final String TOPIC = "med.study.v1";

    public StudyProcessed {
        EventRules.require(revision > 0, "revision", "must be 1 or more");
        EventRules.require(
                outcome.equals("read") || outcome.equals("refused") || outcome.equals("failed"),
                "outcome",
                "must be read, refused or failed");
        EventRules.require(findings >= 0, "findings", "must be 0 or more");
        resultInstanceUids = List.copyOf(resultInstanceUids);
    }
}
