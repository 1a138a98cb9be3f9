package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.batch.LabelledRows;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.batch.ServedScores;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.expert.ExpertView;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.pack.ModelPack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The cost of a lost expert: each is taken out of use alone, then each group as a whole, while labelled rows are scored
 * through the scheduler. Losses are of average precision, relative to the whole model's.
 */
final class LostExpertsBench implements Benchmark {
    static final String FAILED = "expert-lost-failed";
    static final String MEAN_LOSS = "expert-lost-ap-loss-mean";

    private final ModelPack pack;
    private final Path data;
    private final int rows;

    /** @param rows most rows of the data that are scored for every expert */
    LostExpertsBench(ModelPack pack, Path data, int rows) {
        this.pack = pack;
        this.data = data;
        this.rows = rows;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        LabelledRows known = LabelledRows.read(data, pack.spec(), rows);
        if (known.positives() == 0 || known.positives() == known.rows()) {
            return Unmeasured.because("experts", "the rows have one class only", FAILED, MEAN_LOSS)
                    .run(say);
        }
        String model = pack.manifest().name().value();
        String version = pack.manifest().version().value();
        try (LocalRuntime runtime = new LocalRuntime()) {
            runtime.serve(pack);
            Optional<ExpertModelView> view = runtime.experts().model(new ModelName(model), new VersionNumber(version));
            if (view.isEmpty()) {
                return Unmeasured.because("experts", model + ":" + version + " has none", FAILED, MEAN_LOSS)
                        .run(say);
            }
            ServedScores.Scored whole = ServedScores.of(runtime, pack, known);
            List<Target> targets = new ArrayList<>();
            targets.add(Target.reported("experts-whole-ap", whole.averagePrecision(), "AP", null));
            targets.add(Target.reported("experts-scored-positives", known.positives(), "rows", null));
            List<ExpertView> experts = view.orElseThrow().experts();
            say.accept("experts: each of " + experts.size() + " taken out of use, " + known.rows() + " rows each");
            targets.addAll(each(runtime, experts, known, whole));
            for (ExpertGroup group : view.orElseThrow().topology().groups()) {
                targets.addAll(group(runtime, group.name(), known, whole));
            }
            return targets;
        }
    }

    private List<Target> each(
            LocalRuntime runtime, List<ExpertView> experts, LabelledRows known, ServedScores.Scored whole) {
        String model = pack.manifest().name().value();
        String version = pack.manifest().version().value();
        int failed = whole.failed();
        double sum = 0;
        double worst = 0;
        for (ExpertView expert : experts) {
            runtime.experts().mask(new ModelName(model), new VersionNumber(version), expert.id(), true);
            ServedScores.Scored without = ServedScores.of(runtime, pack, known);
            runtime.experts().mask(new ModelName(model), new VersionNumber(version), expert.id(), false);
            failed += without.failed();
            double loss = loss(whole, without);
            sum += loss;
            worst = Math.max(worst, loss);
        }
        return List.of(
                Target.of(FAILED, failed, "requests", 0, Better.LOWER, null),
                Target.reported(MEAN_LOSS, sum / experts.size(), "ratio", null),
                Target.reported("expert-lost-ap-loss-worst", worst, "ratio", null));
    }

    private List<Target> group(LocalRuntime runtime, String group, LabelledRows known, ServedScores.Scored whole) {
        String model = pack.manifest().name().value();
        String version = pack.manifest().version().value();
        runtime.experts().maskGroup(new ModelName(model), new VersionNumber(version), group, true);
        ServedScores.Scored without = ServedScores.of(runtime, pack, known);
        runtime.experts().maskGroup(new ModelName(model), new VersionNumber(version), group, false);
        String name = "group-lost-" + group;
        return List.of(
                Target.of(name + "-failed", without.failed(), "requests", 0, Better.LOWER, null),
                Target.of(name + "-degraded", without.degradedShare(), "ratio", 1, Better.HIGHER, null),
                Target.reported(name + "-ap", without.averagePrecision(), "AP", null),
                Target.reported(name + "-ap-loss", loss(whole, without), "ratio", null));
    }

    private static double loss(ServedScores.Scored whole, ServedScores.Scored without) {
        return (whole.averagePrecision() - without.averagePrecision()) / whole.averagePrecision();
    }
}
