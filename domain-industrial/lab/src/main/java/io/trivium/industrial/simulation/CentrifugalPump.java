package io.trivium.industrial.simulation;

/**
 * A centrifugal pump in a pipe, in steady state. Its head follows the affinity laws,
 * {@code H = H₀ν² − kQ²} with {@code ν} the speed over the rated one, and meets the pipe's {@code H = Hₛ + rQ²}; the motor
 * takes the hydraulic power over both efficiencies. Wear moves what it moves in a real pump: see {@link PumpWear}. Vibration
 * reaches 7.1 mm/s, the limit of zone D for machines on rigid foundations in ISO 20816-3, when the bearing has failed at
 * rated speed.
 */
public final class CentrifugalPump {
    /** Rated speed, 1/min. */
    public static final double RATED_SPEED = 1_450;

    /** Velocity at which the bearing counts as failed, mm/s at rated speed. */
    public static final double FAILED_VIBRATION = 7.1;

    private static final double SHUT_OFF_HEAD = 40;
    private static final double PUMP_RESISTANCE = 0.0012;
    private static final double STATIC_HEAD = 9;
    private static final double PIPE_RESISTANCE = 0.0016;
    private static final double BEST_FLOW = 100;
    private static final double BEST_EFFICIENCY = 0.78;
    private static final double MOTOR_EFFICIENCY = 0.92;
    private static final double POWER_FACTOR = 0.86;
    private static final double VOLTAGE = 400;
    private static final double DENSITY = 998;
    private static final double GRAVITY = 9.81;
    private static final double AMBIENT = 24;
    private static final double NEW_VIBRATION = 1.6;

    /** Head that an impeller has lost when it counts as failed. */
    private static final double LOST_HEAD = 0.25;

    /** Share of the flow that a failed seal lets out. */
    private static final double LOST_FLOW = 0.18;

    private CentrifugalPump() {}

    /**
     * Returns the measurements without noise.
     *
     * @param speed of the shaft, 1/min, 400 to 1,600
     */
    public static PumpState at(double speed, PumpWear wear) {
        if (!(speed >= 400 && speed <= 1_600)) {
            throw new IllegalArgumentException("a speed lies in 400 to 1,600 1/min, not " + speed);
        }
        double relative = speed / RATED_SPEED;
        double shutOff = SHUT_OFF_HEAD * relative * relative * (1 - LOST_HEAD * wear.impeller());
        double flow = Math.sqrt(Math.max(0, shutOff - STATIC_HEAD) / (PUMP_RESISTANCE + PIPE_RESISTANCE));
        double head = shutOff - PUMP_RESISTANCE * flow * flow;
        double off = flow / (BEST_FLOW * relative) - 1;
        double efficiency = BEST_EFFICIENCY * (1 - 0.6 * off * off) * (1 - 0.12 * wear.impeller());
        double power = DENSITY * GRAVITY * head * flow / 3_600 / efficiency + 900 * relative * wear.bearing();
        double current = power / MOTOR_EFFICIENCY / (Math.sqrt(3) * VOLTAGE * POWER_FACTOR);
        double vibration = Math.pow(relative, 1.5)
                * (NEW_VIBRATION
                        + 0.9 * wear.impeller()
                        + (FAILED_VIBRATION - NEW_VIBRATION) * (Math.exp(3 * wear.bearing()) - 1) / (Math.exp(3) - 1));
        double temperature = AMBIENT + 26 * relative + 32 * wear.bearing() * wear.bearing() + 3 * wear.seal();
        double pressure = DENSITY * GRAVITY * head / 1e5 * (1 - 0.04 * wear.seal());
        return new PumpState(flow * (1 - LOST_FLOW * wear.seal()), pressure, current, temperature, vibration);
    }
}
