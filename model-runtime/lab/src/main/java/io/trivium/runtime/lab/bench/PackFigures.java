package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.training.moe.ParameterReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Figures that a pack of experts contains about itself: its active parameters, and the balance the trainer wrote into
 * the manifest.
 */
final class PackFigures implements Benchmark {
    private static final String ACTIVE = "active-parameters";
    private static final String MAX_VIO = "max-vio";
    private static final double MOST_ACTIVE = 0.30;
    private static final double MOST_VIOLATION = 0.1;

    private final ModelPack pack;

    PackFigures(ModelPack pack) {
        this.pack = pack;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws IOException {
        byte[] yaml = pack.read(ModelPack.SPEC);
        if (!NetworkSpec.isIn(yaml)) {
            return Unmeasured.because("figures", "the pack is not of experts", ACTIVE)
                    .run(say);
        }
        List<Target> targets = new ArrayList<>();
        NetworkSpec network = NetworkSpec.parse(yaml, pack.spec());
        boolean dense = network.topology().isDense();
        double active = ParameterReport.of(network, pack.spec()).share();
        targets.add(
                dense
                        ? Target.reported(ACTIVE, active, "ratio", "nothing is routed")
                        : Target.of(ACTIVE, active, "ratio", MOST_ACTIVE, Better.LOWER, null));
        new TreeMap<>(pack.manifest().provenance().metrics()).forEach((name, value) -> {
            String kebab = name.replaceAll("[._]", "-");
            if (kebab.startsWith(MAX_VIO)) {
                targets.add(Target.of(kebab, value, "ratio", MOST_VIOLATION, Better.LOWER, null));
            } else if (kebab.startsWith("validation-")) {
                targets.add(Target.reported(kebab, value, "", null));
            }
        });
        if (!dense && targets.stream().noneMatch(target -> target.name().startsWith(MAX_VIO))) {
            targets.addAll(Unmeasured.because("figures", "the manifest has no MaxVio", MAX_VIO)
                    .run(say));
        }
        return targets;
    }
}
