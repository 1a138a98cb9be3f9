package io.trivium.runtime.tool.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.pack.ModelPack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the trainer measured of a network of experts and wrote into the pack: active parameters and balance. */
final class PackFigures implements Benchmark {
    private static final double MOST_ACTIVE = 0.30;
    private static final double MOST_VIOLATION = 0.1;

    private final ModelPack pack;

    PackFigures(ModelPack pack) {
        this.pack = pack;
    }

    @Override
    public List<Target> run(Consumer<String> say) {
        List<Target> targets = new ArrayList<>();
        Map<String, Double> metrics = new TreeMap<>(pack.manifest().provenance().metrics());
        metrics.forEach((name, value) -> {
            String kebab = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                    .replace('.', '-')
                    .toLowerCase(java.util.Locale.ROOT);
            if (kebab.startsWith("active-")) {
                targets.add(Target.of(kebab, value, "ratio", MOST_ACTIVE, Better.LOWER, null));
            } else if (kebab.startsWith("max-vio")) {
                targets.add(Target.of(kebab, value, "ratio", MOST_VIOLATION, Better.LOWER, null));
            }
        });
        return targets;
    }
}
