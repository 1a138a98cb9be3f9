package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport;
import java.util.List;
import java.util.function.Consumer;

/** One thing that {@code bench} measures. */
@FunctionalInterface
public interface Benchmark {
    /**
     * Measures.
     *
     * @param say takes a line for whoever waits
     * @return what was measured, each against what it aims at; nothing where there is nothing to measure
     */
    List<BenchReport.Target> run(Consumer<String> say) throws Exception;
}
