package io.trivium.med.detection;

import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import java.util.Optional;

/** The ratings of a nodule from 1 to 5, as LIDC's readers gave them, in the order in which the model answers. */
public enum NoduleRating {
    MALIGNANCY(0, Optional.empty()),
    SUBTLETY(1, Optional.of(NoduleAttribute.SUBTLETY)),
    SPHERICITY(2, Optional.of(NoduleAttribute.SPHERICITY)),
    MARGIN(3, Optional.of(NoduleAttribute.MARGIN)),
    LOBULATION(4, Optional.of(NoduleAttribute.LOBULATION)),
    SPICULATION(5, Optional.of(NoduleAttribute.SPICULATION)),
    TEXTURE(6, Optional.of(NoduleAttribute.TEXTURE));

    private final int column;
    private final Optional<NoduleAttribute> attribute;

    NoduleRating(int column, Optional<NoduleAttribute> attribute) {
        this.column = column;
        this.attribute = attribute;
    }

    /** Its place in the model's answer. */
    public int column() {
        return column;
    }

    /** The attribute of a finding; empty for malignancy, which is reported as a probability. */
    public Optional<NoduleAttribute> attribute() {
        return attribute;
    }

    /** A rating within the scale. */
    public static double limited(double rating) {
        return Math.clamp(rating, 1, 5);
    }
}
