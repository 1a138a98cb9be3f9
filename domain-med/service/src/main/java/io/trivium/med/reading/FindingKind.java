package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.med.finding.Extent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kind of a finding, by its extent. */
public enum FindingKind {
    /** At most 30 mm, with a probability of malignancy. */
    NODULE,
    /** Above 30 mm. */
    MASS,
    /** Its outline does not show the whole lesion, so there is neither size nor malignancy. */
    UNRELIABLE;

    public static FindingKind of(@Nullable Double longestDiameterMm) {
        if (longestDiameterMm == null) return UNRELIABLE;
        return longestDiameterMm > Extent.MASS_ABOVE_MM ? MASS : NODULE;
    }

    /** As in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
