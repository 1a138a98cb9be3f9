package io.trivium.industrial.demo;

import io.trivium.industrial.simulation.WeldCell;
import io.trivium.industrial.simulation.WeldCycle;
import io.trivium.industrial.simulation.WeldDefect;
import io.trivium.industrial.simulation.WeldJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A robot's welding cell: three seams, each a job of its own, then half a minute for the next part. In some the wire
 * feeder slips for a quarter of an hour: less wire, and with it less current, up to the condition of the alarm. In some
 * the contact tip wears out, by which the arc becomes unsteady until it is changed, and the shielding gas leaks
 * occasionally. Not thread-safe: it remembers the seam of the last call.
 */
final class DemoWeldingCell implements Machine {
    private static final long PART_S = 80;
    private static final long SEAM_S = 14;
    private static final long BETWEEN_SEAMS_S = 3;
    private static final int SEAMS = 3;
    private static final long SLIP_PERIOD_S = 2_700;
    private static final long SLIP_S = 900;
    private static final long TIP_LIFE_S = 5_400;

    /** Share of a tip's life after which its wear shows. */
    private static final double TIP_WORN = 0.7;

    private static final long LEAK_PERIOD_S = 3_600;
    private static final long LEAK_S = 480;
    private static final double LEAK = 0.75;

    private final String name;
    private final long seed;
    private final Weakness weakness;
    private final WeldCell cell;
    private long seamNumber = Long.MIN_VALUE;
    private double[][] seam = {};

    /** The weakness of the cell. */
    enum Weakness {
        NONE,
        WIRE_FEED,
        CONTACT_TIP
    }

    DemoWeldingCell(String name, long seed, Weakness weakness) {
        this.name = name;
        this.seed = seed;
        this.weakness = weakness;
        this.cell = WeldCell.withJobs(
                seed,
                List.of(
                        WeldJob.straight(1, SEAM_S, 8.4, 16, 5, 6.5, 14),
                        WeldJob.straight(2, SEAM_S, 8.0, 16, 5, 7.2, 14),
                        WeldJob.straight(3, SEAM_S, 8.9, 17, 5.5, 5.8, 15)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MachineType type() {
        return MachineType.WELDING_CELL;
    }

    @Override
    public Duration step() {
        return Duration.ofMillis(Math.round(1_000 * WeldCell.STEP_S));
    }

    @Override
    public Optional<double[]> at(Instant time) {
        long part = Math.floorDiv(time.getEpochSecond() + seed * 7_919, PART_S);
        double into = Math.floorMod(time.getEpochSecond() + seed * 7_919, PART_S) + time.getNano() / 1e9;
        int number = (int) (into / (SEAM_S + BETWEEN_SEAMS_S));
        double intoSeam = into - number * (SEAM_S + BETWEEN_SEAMS_S);
        int sample = (int) (intoSeam / WeldCell.STEP_S + 1e-6);
        double[][] samples = number < SEAMS ? seam(part, number, time.minusMillis(Math.round(1_000 * intoSeam))) : seam;
        if (number >= SEAMS || sample >= samples.length) return Optional.of(new double[] {0, 0, 0, 0, 0, 0, 0});
        double[] now = samples[sample];
        return Optional.of(new double[] {now[0], now[1], now[2], now[3], now[4], 1, number + 1});
    }

    private double[][] seam(long part, int number, Instant begin) {
        long unique = part * SEAMS + number;
        if (unique != seamNumber) {
            WeldJob job = cell.jobs().get(number);
            Fault fault = fault(begin);
            WeldCycle cycle = cell.cycle(job, unique, fault.defect(), fault.severity());
            double[][] values = cycle.values();
            int most = (int) Math.round((SEAM_S + BETWEEN_SEAMS_S / 2.0) / WeldCell.STEP_S);
            seam = values.length > most ? Arrays.copyOf(values, most) : values;
            seamNumber = unique;
        }
        return seam;
    }

    /** The fault of a seam. */
    private record Fault(@Nullable WeldDefect defect, double severity) {
        static final Fault NONE = new Fault(null, 0);
    }

    private Fault fault(Instant begin) {
        return switch (weakness) {
            case NONE -> Fault.NONE;
            case WIRE_FEED -> {
                double slip = part(begin, SLIP_PERIOD_S, SLIP_S);
                yield slip > 0 ? new Fault(WeldDefect.WIRE_SLIP, slip) : Fault.NONE;
            }
            case CONTACT_TIP -> {
                double worn = (part(begin, TIP_LIFE_S, TIP_LIFE_S) - TIP_WORN) / (1 - TIP_WORN);
                if (worn > 0) yield new Fault(WeldDefect.ARC_INSTABILITY, worn);
                yield part(begin, LEAK_PERIOD_S, LEAK_S) > 0 ? new Fault(WeldDefect.POROSITY, LEAK) : Fault.NONE;
            }
        };
    }

    /** From 0 to 1 in the given first seconds of each period, then 0. */
    private double part(Instant time, long periodS, long lastsS) {
        long into = Noise.into(seed, time, periodS);
        return into < lastsS ? into / (double) lastsS : 0;
    }
}
