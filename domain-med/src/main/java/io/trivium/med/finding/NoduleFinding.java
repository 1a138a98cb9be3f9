package io.trivium.med.finding;

import io.trivium.med.volume.Point;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A pulmonary nodule that the detector reports.
 *
 * @param trackingUid the same for the same nodule in every object about it
 * @param centre of the segmented voxels
 * @param detection probability in [0, 1] that a reader would mark a nodule there
 * @param longestDiameterMm longest in-plane diameter of the segmentation
 * @param volumeMm3 of the segmentation
 * @param malignancy calibrated probability in [0, 1] that a panel would rate it 4 or 5 of 5
 * @param attributes expected rating of each, on LIDC's scale
 * @param mask segmented voxels, by {@code Grid.index} of the series' own grid; not empty
 * @param input what the rating model was given; empty where it was not kept
 */
public record NoduleFinding(
        String trackingUid,
        Point centre,
        double detection,
        double longestDiameterMm,
        double volumeMm3,
        double malignancy,
        Map<NoduleAttribute, Double> attributes,
        BitSet mask,
        Optional<RatedInput> input) {

    /** A finding whose input was not kept. */
    public NoduleFinding(
            String trackingUid,
            Point centre,
            double detection,
            double longestDiameterMm,
            double volumeMm3,
            double malignancy,
            Map<NoduleAttribute, Double> attributes,
            BitSet mask) {
        this(
                trackingUid,
                centre,
                detection,
                longestDiameterMm,
                volumeMm3,
                malignancy,
                attributes,
                mask,
                Optional.empty());
    }

    /** What four radiologists rated (LIDC-IDRI; Armato et al., Med Phys 38:915, 2011), each from 1 to 5. */
    public enum NoduleAttribute {
        SUBTLETY,
        SPHERICITY,
        MARGIN,
        LOBULATION,
        SPICULATION,
        TEXTURE
    }

    public NoduleFinding {
        if (!(detection >= 0 && detection <= 1) || !(malignancy >= 0 && malignancy <= 1)) {
            throw new IllegalArgumentException("probabilities outside [0, 1]: " + detection + ", " + malignancy);
        }
        if (!(longestDiameterMm > 0) || !(volumeMm3 > 0)) {
            throw new IllegalArgumentException("nodule of " + longestDiameterMm + " mm and " + volumeMm3 + " mm³");
        }
        if (mask.isEmpty()) throw new IllegalArgumentException("a nodule without voxels");
        attributes = attributes.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(attributes));
        mask = (BitSet) mask.clone();
    }

    @Override
    public BitSet mask() {
        return (BitSet) mask.clone();
    }
}
