package io.trivium.industrial.simulation;

import java.util.Random;

/**
 * The program of a cell for one cycle.
 *
 * @param number by which the cell tells it
 * @param seconds for which the arc burns
 * @param wire speed of the wire, mm/s
 * @param openVoltage of the source, V
 * @param distance between contact tip and work, mm
 * @param speed of the torch, mm/s
 * @param gas flow of the shielding gas, l/min
 * @param corner share of the seam at which the torch is slower; negative for a straight seam
 * @param slowness share of the speed that it loses there
 */
public record WeldJob(
        int number,
        double seconds,
        double wire,
        double openVoltage,
        double distance,
        double speed,
        double gas,
        double corner,
        double slowness) {
    private static final double CORNER_WIDTH = 0.08;
    private static final double MM_PER_S_IN_M_PER_MIN = 1000.0 / 60;

    /**
     * A job of settings as a person gives them, with a straight seam.
     *
     * @param wire speed of the wire, m/min
     * @param distance between contact tip and work, mm
     * @param arc length of the arc, mm
     */
    public static WeldJob straight(
            int number, double seconds, double wire, double distance, double arc, double speed, double gas) {
        double millimetres = wire * MM_PER_S_IN_M_PER_MIN;
        double voltage = GasMetalArc.openVoltage(millimetres, distance, arc);
        return new WeldJob(number, seconds, millimetres, voltage, distance, speed, gas, -1, 0);
    }

    /** Settings at random, within what is usual for steel of 2 to 6 mm. */
    public static WeldJob drawn(int number, double seconds, Random random) {
        double wire = (6 + 4.5 * random.nextDouble()) * MM_PER_S_IN_M_PER_MIN;
        double distance = 15 + 3 * random.nextDouble();
        double arc = 4 + 3 * random.nextDouble();
        return new WeldJob(
                number,
                seconds,
                wire,
                GasMetalArc.openVoltage(wire, distance, arc),
                distance,
                5 + 5 * random.nextDouble(),
                12 + 6 * random.nextDouble(),
                random.nextBoolean() ? 0.2 + 0.6 * random.nextDouble() : -1,
                0.15 + 0.25 * random.nextDouble());
    }

    /** Speed of the torch at a share of the seam, mm/s. */
    double speedAt(double share) {
        double off = (share - corner) / CORNER_WIDTH;
        return corner < 0 ? speed : speed * (1 - slowness * Math.exp(-off * off));
    }
}
