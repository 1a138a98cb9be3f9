package io.trivium.industrial.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/**
 * A conveyor with parts on it. Some jam for half a minute every quarter of an hour; in some the gearbox runs warmer and rougher
 * for a while, less than any limit says.
 */
record DemoConveyor(String name, long seed, Weakness weakness) implements Machine {
    private static final long JAM_PERIOD_S = 900;
    private static final long JAM_S = 35;
    private static final long WEAR_PERIOD_S = 3_000;
    private static final long WEAR_S = 900;

    /** The fault of the conveyor. */
    enum Weakness {
        NONE,
        JAMS,
        GEARBOX
    }

    @Override
    public MachineType type() {
        return MachineType.CONVEYOR;
    }

    @Override
    public Optional<double[]> at(Instant time) {
        Random noise = Noise.of(seed, time);
        double parts = 0.5 + 0.5 * Math.sin(2 * Math.PI * Noise.into(seed, time, 240) / 240);
        boolean jam = weakness == Weakness.JAMS && Noise.into(seed, time, JAM_PERIOD_S) < JAM_S;
        long worn = Noise.into(seed, time, WEAR_PERIOD_S);
        double wear = weakness == Weakness.GEARBOX && worn < WEAR_S ? Math.sin(Math.PI * worn / WEAR_S) : 0;
        return Optional.of(new double[] {
            (jam ? 0.35 : 1.2) + 0.01 * noise.nextGaussian(),
            (jam ? 17 : 7.5 + 1.8 * parts) + 0.7 * wear + 0.12 * noise.nextGaussian(),
            48 + 3 * parts + 7 * wear + 0.25 * noise.nextGaussian(),
            Math.max(0.1, 1.1 + 0.2 * parts + 0.7 * wear + 0.05 * noise.nextGaussian())
        });
    }
}
