package io.trivium.industrial.simulation;

/**
 * A gas metal arc on a source of constant voltage, in steady state. The wire melts as fast as it is fed, by the arc and by
 * the current in its stick-out (Lesnewich, Welding Journal 37, 1958): {@code w = αI + βlI²}; the arc takes
 * {@code V₀ + RI + El} over its length; stick-out and arc share the distance between contact tip and work. So the length of
 * the arc regulates itself, and the current follows the wire. The coefficients are of the size that is usual for steel wire
 * of 1.2 mm in argon with carbon dioxide: 8.4 m/min with an arc of 5 mm give about 300 A at 26 V. They were not fitted to
 * measurements.
 */
final class GasMetalArc {
    /** α, mm/(A·s). */
    private static final double ARC_MELTING = 0.3;

    /** β, 1/(A²·s). */
    private static final double STICK_OUT_MELTING = 5e-5;

    /** V₀, V. */
    private static final double FALL = 15.7;

    /** R, Ω. */
    private static final double ARC_RESISTANCE = 0.022;

    /** E, V/mm. */
    private static final double GRADIENT = 0.6;

    /** Resistance of the stick-out, Ω/mm. */
    private static final double WIRE_RESISTANCE = 0.00028;

    /** Resistance of the source and its leads, Ω. */
    private static final double SOURCE_RESISTANCE = 0.0068;

    private static final double LEAST_CURRENT = 20;
    private static final double MOST_CURRENT = 600;
    private static final int HALVINGS = 30;

    private GasMetalArc() {}

    /**
     * The measurements at the feeder.
     *
     * @param current A
     * @param voltage V
     */
    record Point(double current, double voltage) {}

    /**
     * The point at which a source works.
     *
     * @param wire that is melted, mm/s
     * @param openVoltage of the source, V
     * @param distance between contact tip and work, mm
     * @param tipResistance what a worn contact tip adds, Ω
     */
    static Point at(double wire, double openVoltage, double distance, double tipResistance) {
        double low = LEAST_CURRENT;
        double high = MOST_CURRENT;
        for (int i = 0; i < HALVINGS; i++) {
            double current = (low + high) / 2;
            if (openVoltage - current * (SOURCE_RESISTANCE + tipResistance) > needed(wire, distance, current)) {
                low = current;
            } else {
                high = current;
            }
        }
        double current = (low + high) / 2;
        return new Point(current, openVoltage - SOURCE_RESISTANCE * current);
    }

    /** The open voltage under which the arc has a length, mm. */
    static double openVoltage(double wire, double distance, double arc) {
        double stickOut = STICK_OUT_MELTING * (distance - arc);
        double current = (Math.sqrt(ARC_MELTING * ARC_MELTING + 4 * stickOut * wire) - ARC_MELTING) / (2 * stickOut);
        return needed(wire, distance, current) + SOURCE_RESISTANCE * current;
    }

    /** Over stick-out and arc at a current, V: it grows with the current, which shortens the stick-out. */
    private static double needed(double wire, double distance, double current) {
        double stickOut =
                Math.clamp((wire - ARC_MELTING * current) / (STICK_OUT_MELTING * current * current), 0, distance);
        double arc = distance - stickOut;
        return FALL + ARC_RESISTANCE * current + GRADIENT * arc + WIRE_RESISTANCE * stickOut * current;
    }
}
