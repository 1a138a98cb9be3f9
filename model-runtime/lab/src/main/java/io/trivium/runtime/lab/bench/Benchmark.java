package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport;
import java.util.List;
import java.util.function.Consumer;

/** One thing that {@code bench} measures. */
@FunctionalInterface
public interface Benchmark {
    /**
     * Runs the measurement.
     *
     * @param say receives progress lines for the user
     * @return the measured figures, each with its target; empty where there is nothing to measure
     */
    List<BenchReport.Target> run(Consumer<String> say) throws Exception;
}
