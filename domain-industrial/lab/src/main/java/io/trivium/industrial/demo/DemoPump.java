package io.trivium.industrial.demo;

import io.trivium.industrial.simulation.PumpLife;
import io.trivium.industrial.simulation.PumpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * A pump with an accelerated life: a cycle of operation takes ten seconds instead of an hour, so that a life passes
 * within the hour. After a failure it is out of operation for five minutes, for an overhaul that was planned for one
 * and a half, and is as new. One thread reads its measurements; any thread may overhaul it.
 */
final class DemoPump implements Machine {
    /** A cycle of operation. */
    static final Duration CYCLE = Duration.ofSeconds(10);

    /** Cycles for which it is out of operation while a technician overhauls it, and after a failure. */
    private static final long OVERHAUL_CYCLES = 9;

    private static final long FAILURE_CYCLES = 30;

    static final Duration OVERHAUL = CYCLE.multipliedBy(OVERHAUL_CYCLES);
    static final Duration FAILURE = CYCLE.multipliedBy(FAILURE_CYCLES);

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final String name;
    private final long seed;
    private final NavigableSet<Long> overhauls = new ConcurrentSkipListSet<>();
    private final Course course = new Course();

    DemoPump(String name, long seed) {
        this.name = name;
        this.seed = seed;
    }

    /**
     * A life that ended.
     *
     * @param at when it was stopped
     * @param mode of the worn part
     * @param early remaining cycles that it would have run; 0 after a failure
     */
    record End(Instant at, PumpLife.FailureMode mode, long early) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public MachineType type() {
        return MachineType.PUMP;
    }

    /** A technician takes it out of operation and changes what has worn; nothing happens while it is out of operation already. */
    void overhaul(Instant at) {
        overhauls.add(cycle(at));
    }

    /** The ends of its lives within a time. */
    List<End> ends(Instant from, Instant to) {
        List<End> ends = new ArrayList<>();
        Course walk = new Course();
        walk.goTo(cycle(from));
        for (long stands = walk.runsUntil(); stands < cycle(to); stands = walk.runsUntil()) {
            if (stands >= cycle(from)) {
                ends.add(new End(
                        FIRST.plus(CYCLE.multipliedBy(stands)),
                        walk.life.mode(),
                        walk.begin + walk.life.cycles() - stands));
            }
            walk.next();
        }
        return ends;
    }

    @Override
    public Optional<double[]> at(Instant time) {
        long cycle = cycle(time);
        course.goTo(cycle);
        PumpLife life = course.life;
        int into = (int) (cycle - course.begin);
        Random noise = Noise.of(seed, time);
        if (cycle >= course.runsUntil()) {
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

    private static long cycle(Instant time) {
        return Duration.between(FIRST, time).dividedBy(CYCLE);
    }

    /** Its lives, one after the other. */
    private final class Course {
        private long number;
        private long begin;
        private PumpLife life = new PumpLife(lifeSeed(0));

        void goTo(long cycle) {
            if (cycle < begin) {
                number = 0;
                begin = 0;
                life = new PumpLife(lifeSeed(0));
            }
            while (cycle >= runsUntil() + stands()) next();
        }

        void next() {
            begin = runsUntil() + stands();
            number++;
            life = new PumpLife(lifeSeed(number));
        }

        long runsUntil() {
            long fails = begin + life.cycles();
            Long overhaul = overhauls.higher(begin);
            return overhaul == null ? fails : Math.min(fails, overhaul);
        }

        private long stands() {
            return runsUntil() < begin + life.cycles() ? OVERHAUL_CYCLES : FAILURE_CYCLES;
        }

        private long lifeSeed(long life) {
            return seed * 1_000_003 + life;
        }
    }
}
