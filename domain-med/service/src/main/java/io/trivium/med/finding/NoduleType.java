package io.trivium.med.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Attenuation of a nodule, as the guidelines distinguish it. */
public enum NoduleType {
    SOLID,
    PART_SOLID,
    GROUND_GLASS;

    private static final double SOLID_FROM = 4;
    private static final double PART_SOLID_FROM = 2;

    /** By LIDC's rating of texture: 1 ground glass, 3 part solid, 5 solid; the borders are halfway between. */
    public static NoduleType ofTexture(double rating) {
        if (rating >= SOLID_FROM) return SOLID;
        return rating >= PART_SOLID_FROM ? PART_SOLID : GROUND_GLASS;
    }

    /** As in JSON, such as {@code part-solid}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
