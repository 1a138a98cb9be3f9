package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.finding.ClinicalRisk;
import io.trivium.med.finding.LungRads;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A nodule or mass that the detector reports.
 *
 * @param number from 1, as in the report
 * @param centre patient coordinates x, y and z in mm
 * @param sliceSopInstanceUid the slice nearest to the centre
 * @param detection probability in [0, 1] that a reader would mark a nodule there
 * @param malignancy probability in [0, 1] that LIDC's readers would rate it 4 or 5 of 5; of a nodule only
 * @param longestDiameterMm in one slice; null if the outline is unreliable, as are the other sizes
 * @param shortAxisMm at right angles to it in the same slice; null also for findings of before it was measured
 * @param unreliable why the outline does not show the whole lesion, such as {@code cut-by-cube}; null if it does
 * @param lungRads category by ACR Lung-RADS v2022 without regard to a prior; null where size or texture is not known
 * @param clinicalRisk by published models of clinical data; of a nodule only, empty where their inputs are not known
 * @param attributes expected ratings on LIDC's scale, 1 to 5, by name in lower case
 * @param outline its edge in every slice that it is in
 * @param decisions of readers, the newest first; the newest holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindingView(
        String trackingUid,
        int number,
        List<Double> centre,
        int sliceIndex,
        String sliceSopInstanceUid,
        double detection,
        FindingKind kind,
        @Nullable Double malignancy,
        @Nullable Double longestDiameterMm,
        @Nullable Double shortAxisMm,
        @Nullable Double volumeMm3,
        @Nullable String unreliable,
        @Nullable LungRads lungRads,
        List<ClinicalRisk> clinicalRisk,
        Map<String, Double> attributes,
        List<OutlineSlice> outline,
        List<DecisionView> decisions) {

    /** Mean of both diameters; null if one is not known. */
    @Nullable
    Double meanDiameterMm() {
        return longestDiameterMm == null || shortAxisMm == null ? null : (longestDiameterMm + shortAxisMm) / 2;
    }

    /**
     * The edge of a nodule in one slice.
     *
     * @param paths closed lines, each x0, y0, x1, y1, … in pixels of the image, the corner of the first pixel being 0
     */
    public record OutlineSlice(String sopInstanceUid, List<List<Double>> paths) {}
}
