package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.dataset.StudyInstanceUid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study and what became of it.
 *
 * @param otherContents how often an instance of it came again with other content; these are kept and not shown
 * @param revisions the newest first; empty while the study is still coming in
 * @param shownRevision the revision that findings, results and deliveries are of; 0 without any
 * @param findings by number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyView(
        StudyInstanceUid studyInstanceUid,
        @Nullable String patientId,
        @Nullable String patientName,
        @Nullable String birthDate,
        @Nullable String sex,
        @Nullable String studyDate,
        @Nullable String studyTime,
        @Nullable String accessionNumber,
        @Nullable String description,
        @Nullable String referringPhysician,
        List<SeriesView> series,
        int otherContents,
        List<RevisionView> revisions,
        int shownRevision,
        List<FindingView> findings,
        List<ResultView> results,
        List<DeliveryView> deliveries) {

    @Override
    public String toString() {
        return "StudyView[" + studyInstanceUid + "]"; // the rest names the patient
    }

    /**
     * A series of the study.
     *
     * @param instances how many are stored
     * @param shown whether its images can be shown slice by slice
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SeriesView(
            String seriesInstanceUid,
            @Nullable String modality,
            @Nullable String description,
            @Nullable Integer number,
            int instances,
            boolean shown) {}

    /**
     * A complete set of instances and its results.
     *
     * @param seriesInstanceUid the series that was read
     * @param reasonCode why it was refused, or why the last attempt failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RevisionView(
            int revision,
            int instances,
            StudyPriority priority,
            RevisionState state,
            @Nullable String stage,
            double progress,
            int attempts,
            @Nullable String seriesInstanceUid,
            @Nullable String reasonCode,
            @Nullable String reason,
            @Nullable String modelId,
            @Nullable String modelVersion,
            Instant receivedAt,
            Instant completedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    /** An object that the node made. */
    public record ResultView(String role, String sopClassUid, String sopInstanceUid) {}

    /**
     * An object on its way to a destination.
     *
     * @param state pending, sent, committed or dead
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeliveryView(
            String destination,
            String role,
            String sopInstanceUid,
            String state,
            int attempts,
            @Nullable String lastError,
            Instant createdAt,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant sentAt,
            @Nullable Instant committedAt) {}
}
