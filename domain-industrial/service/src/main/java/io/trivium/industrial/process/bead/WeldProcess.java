package io.trivium.industrial.process.bead;

import java.util.List;

/**
 * A welding process as published equations describe it. Points are coded ({@link Setting}), one number per setting.
 * Immutable and thread-safe.
 */
public sealed interface WeldProcess permits SubmergedArcProcess, GasMetalArcProcess {
    ProcessKind kind();

    /** Returns the optimised settings, in the order of coded points. */
    List<Setting> settings();

    /** Returns the region in which the equations are valid. */
    Region region();

    /**
     * Returns the values that a job fixes in addition to the settings, scaled to about −1 to 1; empty when there are
     * none.
     */
    double[] context();

    /** Expected bead at a point of the region. */
    Bead expected(double[] coded);

    /** Scatter of single beads welded at the same set-point. */
    BeadSpread scatter(double[] coded);

    /** Uncertainty of {@link #expected} itself; none if the source says nothing of it. */
    BeadSpread modelError(double[] coded);

    SetPoint setPoint(double[] coded);

    /**
     * A set-point as a coded point.
     *
     * @throws InvalidSetPointException for a set-point of another process or one that the equations do not cover
     */
    double[] coded(SetPoint setPoint);

    /** V·I/S at a coded point, J/mm. */
    default double heatJPerMm(double[] coded) {
        return settings().get(0).value(coded[0])
                * settings().get(1).value(coded[1])
                / settings().get(2).value(coded[2]);
    }

    default double travelSpeedMmPerS(double[] coded) {
        return settings().get(2).value(coded[2]);
    }

    default int dimensions() {
        return settings().size();
    }
}
