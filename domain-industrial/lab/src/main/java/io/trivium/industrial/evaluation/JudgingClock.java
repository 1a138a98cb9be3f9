package io.trivium.industrial.evaluation;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Supplier;

/** Measures the processor time that a detector needs for a row. Belongs to one thread. */
final class JudgingClock {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double MOST_MICROS = 100;
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private long nanos;
    private long rows;

    /** Returns the scores of rows, one a row, and adds the time of computing them. */
    double[] timed(Supplier<double[]> judging) {
        long start = THREAD.getCurrentThreadCpuTime();
        double[] scores = judging.get();
        nanos += THREAD.getCurrentThreadCpuTime() - start;
        rows += scores.length;
        return scores;
    }

    /** The mean time of all rows so far, in microseconds. */
    Target target(String name) {
        return Target.of(name, nanos / NANOS_PER_MICRO / rows, "us", MOST_MICROS, Better.LOWER, null);
    }
}
