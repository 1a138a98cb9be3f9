package io.trivium.med.reading.worklist;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.reading.RevisionState;
import io.trivium.med.reading.StudyPriority;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A study on the worklist, as its newest revision has it.
 *
 * @param studyDate YYYYMMDD as the modality wrote it
 * @param modalities of its series, joined by commas
 * @param progress share of the processing that is done, in [0, 1]
 * @param findings how many the detector reports
 * @param undecided of them, without a reader's decision
 * @param sortMalignancy by what studies of one priority are sorted: of the most suspicious finding that no reader rejected
 *     the malignancy, 1 for a mass, one half where the outline is unreliable
 * @param worstMalignancy probability in [0, 1] of that finding; of a nodule only
 * @param worstDiameterMm its longest diameter; null if the outline is unreliable
 * @param worstLungRads its category by ACR Lung-RADS v2022, such as {@code 4A}
 * @param undelivered result objects that are not with their destination yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorklistEntry(
        StudyInstanceUid studyInstanceUid,
        int revision,
        StudyPriority priority,
        RevisionState state,
        @Nullable String stage,
        double progress,
        @Nullable String reasonCode,
        @Nullable String reason,
        @Nullable String patientId,
        @Nullable String patientName,
        @Nullable String birthDate,
        @Nullable String sex,
        @Nullable String studyDate,
        @Nullable String studyTime,
        @Nullable String accessionNumber,
        @Nullable String description,
        @Nullable String modalities,
        int findings,
        int undecided,
        @JsonIgnore double sortMalignancy,
        @Nullable Double worstMalignancy,
        @Nullable Double worstDiameterMm,
        @Nullable String worstLungRads,
        int undelivered,
        Instant receivedAt,
        Instant completedAt) {

    @Override
    public String toString() {
        return "WorklistEntry[" + studyInstanceUid + "]"; // the rest names the patient
    }
}
