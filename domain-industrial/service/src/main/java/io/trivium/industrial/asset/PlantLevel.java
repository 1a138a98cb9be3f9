package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Levels of the equipment hierarchy, outermost first (IEC 62264-1 / ISA-95: enterprise, site, area, work centre, work unit). */
public enum PlantLevel {
    ENTERPRISE,
    SITE,
    AREA,
    /** A work centre. */
    LINE,
    /** A work unit, or a part of one: assets may hold assets. */
    ASSET;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The level of this name.
     *
     * @throws IllegalArgumentException for any name but the five
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PlantLevel of(String wireName) {
        for (PlantLevel level : values()) {
            if (level.wireName.equals(wireName)) return level;
        }
        throw new IllegalArgumentException("level is none of enterprise, site, area, line, asset");
    }

    /**
     * Whether a part of this level may be directly below one of the given level, null meaning at the top. Levels may be
     * omitted.
     */
    public boolean mayStandUnder(@Nullable PlantLevel parent) {
        if (parent == null) return this == ENTERPRISE;
        return parent.compareTo(this) < 0 || (this == ASSET && parent == ASSET);
    }
}
