package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Target;
import java.util.List;
import java.util.function.Consumer;

/**
 * Figures that cannot be measured where the bench runs: the report contains them without a value and with the reason.
 *
 * @param targets their targets; {@code peer} is the reason
 */
record Unmeasured(String name, List<Target> targets) implements Benchmark {
    /**
     * Leaves figures out.
     *
     * @param name of the benchmark
     * @param why in words
     * @param figures their names
     */
    static Unmeasured because(String name, String why, String... figures) {
        return new Unmeasured(
                name,
                List.of(figures).stream()
                        .map(figure -> new Target(figure, null, "", null, "not measured: " + why, null))
                        .toList());
    }

    @Override
    public List<Target> run(Consumer<String> say) {
        if (!targets.isEmpty()) say.accept(name + ": " + targets.getFirst().peer());
        return targets;
    }
}
