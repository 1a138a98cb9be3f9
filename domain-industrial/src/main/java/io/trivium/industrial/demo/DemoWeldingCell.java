package io.trivium.industrial.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/**
 * A robot's welding cell: three seams, then half a minute for the next part. In some the wire feeder slips for a quarter of an
 * hour: less wire, and with it less current, up to what the alarm is for. In some the contact tip wears out, and the voltage
 * becomes unsteady until it is changed.
 */
record DemoWeldingCell(String name, long seed, Weakness weakness) implements Machine {
    private static final long PART_S = 80;
    private static final long SEAM_S = 14;
    private static final long BETWEEN_SEAMS_S = 3;
    private static final int SEAMS = 3;
    private static final long SLIP_PERIOD_S = 2_700;
    private static final long SLIP_S = 900;
    private static final long TIP_LIFE_S = 5_400;

    /** What is wrong with it. */
    enum Weakness {
        NONE,
        WIRE_FEED,
        CONTACT_TIP
    }

    @Override
    public MachineType type() {
        return MachineType.WELDING_CELL;
    }

    @Override
    public Optional<double[]> at(Instant time) {
        Random noise = Noise.of(seed, time);
        if (!isWelding(Noise.into(seed, time, PART_S))) {
            return Optional.of(new double[] {0, 0, 0, 0, 0});
        }
        double slip = weakness == Weakness.WIRE_FEED ? part(time, SLIP_PERIOD_S, SLIP_S) : 0;
        double worn = weakness == Weakness.CONTACT_TIP ? part(time, TIP_LIFE_S, TIP_LIFE_S) : 0;
        double unsteady = 0.15 + 1.1 * worn * worn;
        return Optional.of(new double[] {
            262 - 62 * slip + 2.5 * noise.nextGaussian(),
            Math.max(15, 26.4 + 0.6 * slip + unsteady * noise.nextGaussian()),
            6.5 + 0.03 * noise.nextGaussian(),
            8.4 - 2.6 * slip + 0.05 * noise.nextGaussian(),
            1
        });
    }

    private static boolean isWelding(long into) {
        return into < SEAMS * (SEAM_S + BETWEEN_SEAMS_S) && into % (SEAM_S + BETWEEN_SEAMS_S) < SEAM_S;
    }

    /** From 0 to 1 in the given first seconds of each period, then 0. */
    private double part(Instant time, long periodS, long lastsS) {
        long into = Noise.into(seed, time, periodS);
        return into < lastsS ? into / (double) lastsS : 0;
    }
}
