package io.trivium.med.reading;

import java.util.List;
import java.util.Map;

/**
 * A nodule that the detector reports.
 *
 * @param number from 1, as in the report
 * @param centre patient coordinates x, y and z in mm
 * @param sliceSopInstanceUid the slice nearest to the centre
 * @param detection probability in [0, 1] that a reader would mark a nodule there
 * @param malignancy probability in [0, 1] that a panel would rate it 4 or 5 of 5
 * @param attributes expected ratings on LIDC's scale, 1 to 5, by name in lower case
 * @param outline its edge in every slice that it is in
 * @param decisions of readers, the newest first; the newest holds
 */
public record FindingView(
        String trackingUid,
        int number,
        List<Double> centre,
        int sliceIndex,
        String sliceSopInstanceUid,
        double detection,
        double malignancy,
        double longestDiameterMm,
        double volumeMm3,
        Map<String, Double> attributes,
        List<OutlineSlice> outline,
        List<DecisionView> decisions) {

    /**
     * The edge of a nodule in one slice.
     *
     * @param paths closed lines, each x0, y0, x1, y1, … in pixels of the image, the corner of the first pixel being 0
     */
    public record OutlineSlice(String sopInstanceUid, List<List<Double>> paths) {}
}
