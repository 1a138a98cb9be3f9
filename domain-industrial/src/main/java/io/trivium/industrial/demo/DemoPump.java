package io.trivium.industrial.demo;

import io.trivium.industrial.simulation.PumpLife;
import io.trivium.industrial.simulation.PumpState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/**
 * A pump that lives fast: a cycle of operation takes ten seconds instead of an hour, so that a life passes within the hour.
 * When it has failed it stands for two minutes, and is as new. Not thread-safe.
 */
final class DemoPump implements Machine {
    /** A cycle of operation. */
    static final Duration CYCLE = Duration.ofSeconds(10);

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final long STANDING = 12;

    private final String name;
    private final long seed;
    private PumpLife life;
    private long number;
    private long begin;

    DemoPump(String name, long seed) {
        this.name = name;
        this.seed = seed;
        this.life = new PumpLife(lifeSeed(0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MachineType type() {
        return MachineType.PUMP;
    }

    @Override
    public Optional<double[]> at(Instant time) {
        long cycle = Duration.between(FIRST, time).dividedBy(CYCLE);
        goTo(cycle);
        int into = (int) (cycle - begin);
        Random noise = Noise.of(seed, time);
        if (into >= life.cycles()) {
            return Optional.of(new double[] {
                0, 0, 0.4 + 0.01 * noise.nextGaussian(), 0, 26 + 0.2 * noise.nextGaussian(), 0.15 * noise.nextDouble()
            });
        }
        PumpState state = life.measured(into, noise);
        return Optional.of(new double[] {
            life.speed(into) + 1.5 * noise.nextGaussian(),
            state.flow(),
            state.pressure(),
            state.current(),
            state.bearingTemperature(),
            state.vibration()
        });
    }

    private void goTo(long cycle) {
        if (cycle < begin) {
            number = 0;
            begin = 0;
            life = new PumpLife(lifeSeed(0));
        }
        while (cycle >= begin + life.cycles() + STANDING) {
            begin += life.cycles() + STANDING;
            number++;
            life = new PumpLife(lifeSeed(number));
        }
    }

    private long lifeSeed(long number) {
        return seed * 1_000_003 + number;
    }
}
