package io.trivium.industrial.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/**
 * A compressor that loads and unloads with the demand of a shift, and whose controller occasionally falls silent if
 * configured to.
 */
record DemoCompressor(String name, long seed, boolean losesItsConnection) implements Machine {
    private static final long LOAD_PERIOD_S = 90;
    private static final double LOADED_SHARE = 0.6;
    private static final long SILENCE_PERIOD_S = 900;
    private static final long SILENT_S = 100;

    @Override
    public MachineType type() {
        return MachineType.COMPRESSOR;
    }

    @Override
    public Optional<double[]> at(Instant time) {
        if (losesItsConnection && Noise.into(seed, time, SILENCE_PERIOD_S) < SILENT_S) return Optional.empty();
        Random noise = Noise.of(seed, time);
        double into = Noise.into(seed, time, LOAD_PERIOD_S) / (double) LOAD_PERIOD_S;
        boolean loaded = into < LOADED_SHARE;
        double swing = loaded ? into / LOADED_SHARE : (1 - into) / (1 - LOADED_SHARE);
        double shift = Math.sin(2 * Math.PI * Noise.into(seed, time, 7_200) / 7_200);
        return Optional.of(new double[] {
            6.7 + 0.6 * swing + 0.02 * noise.nextGaussian(),
            (loaded ? 74 : 21) + 0.6 * noise.nextGaussian(),
            76 + 0.4 * shift + 3 * swing + 0.3 * noise.nextGaussian(),
            68 + 0.3 * shift + 0.2 * noise.nextGaussian(),
            loaded ? 1 : 0
        });
    }
}
