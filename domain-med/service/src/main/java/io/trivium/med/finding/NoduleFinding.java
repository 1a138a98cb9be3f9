package io.trivium.med.finding;

import io.trivium.med.finding.Extent.Size;
import io.trivium.med.volume.Point;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A nodule or mass of the lung that the detector reports.
 *
 * @param trackingUid the same for the same nodule in every object about it
 * @param centre of the segmented voxels
 * @param detection probability in [0, 1] that a reader would mark a nodule there
 * @param extent size and malignancy, as far as the outline shows them
 * @param attributes expected rating of each, on LIDC's scale; empty if the outline is unreliable
 * @param mask segmented voxels, by {@code Grid.index} of the series' own grid; not empty
 * @param inputs what the models were given, at most one for each; without those that were not kept
 */
public record NoduleFinding(
        String trackingUid,
        Point centre,
        double detection,
        Extent extent,
        Map<NoduleAttribute, Double> attributes,
        BitSet mask,
        List<ModelInput> inputs) {

    /**
     * The attributes that four radiologists rated (LIDC-IDRI; Armato et al., Med Phys 38:915, 2011), each from 1 to 5.
     */
    public enum NoduleAttribute {
        SUBTLETY,
        SPHERICITY,
        MARGIN,
        LOBULATION,
        SPICULATION,
        TEXTURE
    }

    public NoduleFinding {
        if (!(detection >= 0 && detection <= 1)) {
            throw new IllegalArgumentException("probability outside [0, 1]: " + detection);
        }
        if (mask.isEmpty()) throw new IllegalArgumentException("a nodule without voxels");
        attributes = attributes.isEmpty() || extent instanceof Extent.Unreliable
                ? Map.of()
                : Map.copyOf(new EnumMap<>(attributes));
        mask = (BitSet) mask.clone();
        inputs = List.copyOf(inputs);
    }

    /** Its size; empty if the outline is unreliable. */
    public Optional<Size> size() {
        return switch (extent) {
            case Extent.Nodule(Size size, double _) -> Optional.of(size);
            case Extent.Mass(Size size) -> Optional.of(size);
            case Extent.Unreliable _ -> Optional.empty();
        };
    }

    /** Probability of malignancy of a nodule; empty for a mass and where the outline is unreliable. */
    public OptionalDouble malignancy() {
        return extent instanceof Extent.Nodule nodule ? OptionalDouble.of(nodule.malignancy()) : OptionalDouble.empty();
    }

    /** The category by Lung-RADS without regard to a prior; empty where size or texture is not known. */
    public Optional<LungRads> lungRads() {
        Double texture = attributes.get(NoduleAttribute.TEXTURE);
        if (texture == null) return Optional.empty();
        return size().map(size -> LungRads.of(NoduleType.ofTexture(texture), size.meanDiameterMm(), false));
    }

    @Override
    public BitSet mask() {
        return (BitSet) mask.clone();
    }
}
