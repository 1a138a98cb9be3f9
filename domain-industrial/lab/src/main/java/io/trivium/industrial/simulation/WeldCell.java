package io.trivium.industrial.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A robot cell for gas metal arc welding: its sensors read a little too much or too little, its arc is more or less
 * steady, and it runs a few jobs. A function of its seed: any cycle can be computed, in any order.
 */
public final class WeldCell {
    /** Names of what is measured, in the order of {@link WeldCycle#values()}. */
    public static final List<String> TAGS = List.of("current", "voltage", "travel-speed", "wire-feed", "gas-flow");

    /** Time between two samples. */
    public static final double STEP_S = 0.2;

    /** Deviation of one cell's sensors from another's, as a share. */
    private static final double SCATTER = 0.02;

    private static final int MOST_JOBS = 4;
    private static final double SHORTEST_S = 6;
    private static final double LONGEST_S = 40;

    private final long seed;
    private final List<WeldJob> jobs;
    private final double[] gains = new double[TAGS.size()];
    private final double noise;
    private final double wander;
    private final boolean seesSlip;

    /** A cell with jobs at random. */
    public WeldCell(long seed) {
        this(seed, List.of(), false);
    }

    private WeldCell(long seed, List<WeldJob> given, boolean seesSlip) {
        this.seed = seed;
        Random random = random(-1);
        for (int i = 0; i < gains.length; i++) gains[i] = 1 + SCATTER * random.nextGaussian();
        noise = 0.7 + 0.8 * random.nextDouble();
        wander = 0.2 + 0.5 * random.nextDouble();
        this.seesSlip = random.nextDouble() < 0.6 || seesSlip;
        List<WeldJob> drawn = new ArrayList<>(given);
        int count = 1 + random.nextInt(MOST_JOBS);
        for (int job = 1; given.isEmpty() && job <= count; job++) {
            // Short seams are commoner than long ones.
            double seconds = SHORTEST_S * Math.pow(LONGEST_S / SHORTEST_S, random.nextDouble());
            drawn.add(WeldJob.drawn(job, seconds, random));
        }
        jobs = List.copyOf(drawn);
    }

    /** A cell with these jobs, which measures the speed of the wire at the wire. */
    public static WeldCell withJobs(long seed, List<WeldJob> jobs) {
        return new WeldCell(seed, jobs, true);
    }

    /** Different cells. */
    public static List<WeldCell> cells(int cells, long seed) {
        Random seeds = new Random(seed);
        List<WeldCell> drawn = new ArrayList<>();
        for (int i = 0; i < cells; i++) drawn.add(new WeldCell(seeds.nextLong()));
        return drawn;
    }

    public List<WeldJob> jobs() {
        return jobs;
    }

    /** Returns the factor of every reading of a sensor. */
    double gain(int tag) {
        return gains[tag];
    }

    /** By how much its sensors and its arc are unsteadier than usual. */
    double noise() {
        return noise;
    }

    /** Deviation of the distance between tip and work from one part to the next, mm. */
    double wander() {
        return wander;
    }

    /** Whether the speed of the wire is measured at the wire itself; at the motor a slip does not show. */
    boolean seesSlip() {
        return seesSlip;
    }

    /** A cycle of a job.
     * @param number tells the cycles of a cell apart */
    public WeldCycle cycle(WeldJob job, long number, @Nullable WeldDefect defect, double severity) {
        Random chance = random(number);
        return new WeldCycle(this, job, defect, severity, chance);
    }

    private Random random(long stream) {
        return new Random(seed ^ (stream * 0x9E3779B97F4A7C15L) ^ 0x5DEECE66DL);
    }
}
