package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.learning.LabelGap;
import io.trivium.core.learning.LabelWorth;
import io.trivium.med.dataset.StudyInstanceUid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Findings without a decision whose decision would be most valuable for training.
 *
 * @param items the most valuable first
 * @param gap why there is no list; null when there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelQueueView(
        List<LabelQueueItem> items, @Nullable LabelGap gap) {
    public LabelQueueView {
        items = List.copyOf(items);
    }

    /**
     * One finding of a study's newest revision.
     *
     * @param studyDate as in DICOM, such as {@code 20261127}
     * @param seriesInstanceUid the series that was read
     * @param number from 1, as in the report
     * @param sliceIndex the slice nearest to its centre, from 0
     * @param detection probability in [0, 1] that a reader would mark a nodule there
     * @param longestDiameterMm null if the outline is unreliable
     * @param malignancy probability in [0, 1] that LIDC's readers would rate it 4 or 5 of 5; of a nodule only
     * @param link path in the console where it is decided on
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LabelQueueItem(
            StudyInstanceUid studyInstanceUid,
            int revision,
            @Nullable String patientName,
            @Nullable String studyDate,
            @Nullable String description,
            @Nullable String seriesInstanceUid,
            String trackingUid,
            int number,
            int sliceIndex,
            @Nullable Double longestDiameterMm,
            double detection,
            @Nullable Double malignancy,
            LabelWorth worth,
            String link) {}
}
