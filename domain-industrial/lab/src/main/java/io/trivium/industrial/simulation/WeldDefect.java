package io.trivium.industrial.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The defects of a weld, with the imperfection of ISO 6520-1 in which they are mostly visible. */
public enum WeldDefect {
    /** Shielding gas is lost, by a leak or by a draught. */
    POROSITY("2011"),
    /** Too much heat for the gap: the torch is too slow and the pool drops away. */
    BURN_THROUGH("510"),
    /** Too little heat: the torch is too far away or too fast. */
    LACK_OF_FUSION("401"),
    /** The arc is too long at too much speed. */
    UNDERCUT("501"),
    /** The drive rolls slip: less wire melts than should. */
    WIRE_SLIP("511"),
    /** A worn contact tip, by which the arc becomes unsteady. */
    ARC_INSTABILITY("602");

    /** The defects in the order in which a network answers them, behind the good. */
    public static final List<WeldDefect> ALL = Arrays.asList(values());

    private final String code;

    WeldDefect(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** Such as {@code wire-slip}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
