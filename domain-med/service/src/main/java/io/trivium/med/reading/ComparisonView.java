package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.finding.LungRads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read compared with an earlier one of the same patient.
 *
 * @param priors candidates for the comparison, the newest first: earlier studies, then earlier revisions of this study
 * @param prior the one compared with; null if there is none
 * @param lungs the extent of the lungs in this study, for scrolling both together; null if they were not found
 * @param priorLungs the same in the prior
 * @param aligned whether places could be compared; otherwise nodules are paired by their tracking UID alone
 * @param pairs nodules that are in both
 * @param added tracking UIDs of nodules that are only in this read
 * @param gone tracking UIDs of nodules that are only in the prior
 * @param priorFindings of the prior
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparisonView(
        List<PriorView> priors,
        @Nullable PriorView prior,
        @Nullable LungRange lungs,
        @Nullable LungRange priorLungs,
        boolean aligned,
        List<PairView> pairs,
        List<String> added,
        List<String> gone,
        List<FindingView> priorFindings) {

    /**
     * An earlier read.
     *
     * @param seriesInstanceUid the series that was read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PriorView(
            StudyInstanceUid studyInstanceUid,
            int revision,
            @Nullable String seriesInstanceUid,
            @Nullable String studyDate,
            @Nullable String description,
            int findings) {}

    /** Ends of the lungs along the body, z of the patient in mm. */
    public record LungRange(double lowZ, double highZ) {}

    /**
     * A nodule in both reads.
     *
     * @param by tracking or position
     * @param distanceMm between the places, after laying the prior over this study; null if that cannot be done
     * @param growth null where the size of one is not known
     * @param lungRads category by ACR Lung-RADS v2022 with regard to the prior; null if it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PairView(
            String trackingUid,
            String priorTrackingUid,
            String by,
            @Nullable Double distanceMm,
            @Nullable Growth growth,
            @Nullable LungRads lungRads) {}
}
