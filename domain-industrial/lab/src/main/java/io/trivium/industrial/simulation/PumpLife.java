package io.trivium.industrial.simulation;

import io.trivium.industrial.model.AssetHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One life of a pump, from new to failed, in cycles of operation. Which part fails, when its wear begins and how fast
 * it grows are drawn at random; the other parts wear slowly. A function of its seed: any cycle can be computed, in any
 * order.
 */
public final class PumpLife {
    /** Cycles beyond which the estimates of remaining useful life do not reach. */
    public static final double HORIZON = 125;

    /** Names of the settings of a history, in their order. */
    public static final List<String> SETTINGS = List.of("speed");

    /** Names of the tags of a history, in their order. */
    public static final List<String> TAGS = List.of("flow", "pressure", "current", "bearing-temperature", "vibration");

    /** The modes in the order in which a network answers them. */
    public static final List<FailureMode> MODES = List.of(FailureMode.values());

    private static final double[] SPEEDS = {CentrifugalPump.RATED_SPEED, 1_200, 980};

    /** Deviations of what is measured from one cycle to the next: flow, pressure, current, temperature, vibration. */
    private static final double[] NOISE = {0.9, 0.025, 0.22, 0.5, 0.09};

    /** Deviations from one pump to the next, as a share. */
    private static final double SCATTER = 0.025;

    private final long seed;
    private final FailureMode mode;
    private final int cycles;
    private final double onset;
    private final double power;
    private final double[] slow = new double[3];
    private final double[] scale = new double[NOISE.length];

    /** The cause of the end of a life, with the failure mode of ISO 14224 in which it is most visible. */
    public enum FailureMode {
        /** Shows as vibration. */
        BEARING("VIB"),
        /** Shows as low output. */
        IMPELLER("LOO"),
        /** Shows as leakage of what is pumped. */
        SEAL("ELP");

        private final String code;

        FailureMode(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    public PumpLife(long seed) {
        this.seed = seed;
        Random random = random(-1);
        double drawn = random.nextDouble();
        mode = drawn < 0.5 ? FailureMode.BEARING : drawn < 0.8 ? FailureMode.IMPELLER : FailureMode.SEAL;
        cycles = 140 + random.nextInt(220);
        onset = cycles * (0.25 + 0.35 * random.nextDouble());
        power = 1.3 + 1.4 * random.nextDouble();
        for (int i = 0; i < slow.length; i++) slow[i] = 0.2 * random.nextDouble();
        for (int i = 0; i < scale.length; i++) scale[i] = 1 + SCATTER * random.nextGaussian();
    }

    public FailureMode mode() {
        return mode;
    }

    /** Cycles of this life; it ends in the failure. */
    public int cycles() {
        return cycles;
    }

    /** The wear in a cycle from 0 to {@link #cycles()}. */
    public PumpWear wear(int cycle) {
        double age = cycle / (double) cycles;
        double failing = cycle <= onset ? 0 : Math.pow((cycle - onset) / (cycles - onset), power);
        return new PumpWear(
                wear(FailureMode.BEARING, slow[0] * age, failing),
                wear(FailureMode.IMPELLER, slow[1] * age, failing),
                wear(FailureMode.SEAL, slow[2] * age, failing));
    }

    private double wear(FailureMode part, double slowly, double failing) {
        return Math.min(1, part == mode ? Math.max(0.3 * slowly, failing) : slowly);
    }

    /** The speed in a cycle, 1/min: the demand changes every dozen cycles. */
    public double speed(int cycle) {
        return SPEEDS[random(1_000_000L + cycle / 12).nextInt(SPEEDS.length)];
    }

    /** Returns the measurements of a cycle. */
    public PumpState measured(int cycle) {
        return measured(cycle, random(cycle));
    }

    /** Returns the measurements at one moment of a cycle, with separate noise. */
    public PumpState measured(int cycle, Random noise) {
        PumpState exact = CentrifugalPump.at(speed(cycle), wear(cycle));
        double[] values = {
            exact.flow(), exact.pressure(), exact.current(), exact.bearingTemperature(), exact.vibration()
        };
        for (int i = 0; i < values.length; i++) values[i] = values[i] * scale[i] + NOISE[i] * noise.nextGaussian();
        return new PumpState(values[0], values[1], values[2], values[3], Math.max(0.1, values[4]));
    }

    /** The whole life as rows to learn from: the speed is a setting, the rest are tags. */
    public AssetHistory history(String name) {
        double[][] settings = new double[cycles][];
        double[][] tags = new double[cycles][];
        for (int cycle = 0; cycle < cycles; cycle++) {
            PumpState state = measured(cycle);
            settings[cycle] = new double[] {speed(cycle)};
            tags[cycle] = new double[] {
                state.flow(), state.pressure(), state.current(), state.bearingTemperature(), state.vibration()
            };
        }
        return new AssetHistory(name, settings, tags);
    }

    /** Lives of different pumps. */
    public static List<PumpLife> lives(int lives, long seed) {
        List<PumpLife> drawn = new ArrayList<>();
        Random seeds = new Random(seed);
        for (int i = 0; i < lives; i++) drawn.add(new PumpLife(seeds.nextLong()));
        return drawn;
    }

    /** The histories of {@link #lives}, in their order. */
    public static List<AssetHistory> histories(int lives, long seed) {
        List<AssetHistory> histories = new ArrayList<>();
        for (PumpLife life : lives(lives, seed)) histories.add(life.history("pump-" + histories.size()));
        return histories;
    }

    private Random random(long stream) {
        return new Random(seed ^ (stream * 0x9E3779B97F4A7C15L) ^ 0x5DEECE66DL);
    }
}
