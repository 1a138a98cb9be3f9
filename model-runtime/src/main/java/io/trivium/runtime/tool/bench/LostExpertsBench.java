package io.trivium.runtime.tool.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.expert.ExpertView;
import io.trivium.runtime.learning.BinaryMetrics;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * What a lost expert costs: each is taken out of use alone, then each group as a whole, while labelled rows are scored
 * through the scheduler. Losses are of average precision, relative to the whole model's.
 */
final class LostExpertsBench implements Benchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ModelPack pack;
    private final Path data;
    private final int rows;

    LostExpertsBench(ModelPack pack, Path data, int rows) {
        this.pack = pack;
        this.data = data;
        this.rows = rows;
    }

    /**
     * @param failed requests without an answer
     * @param degraded answers that say so
     */
    private record Scored(double averagePrecision, int requests, int failed, int degraded) {}

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        LabelledRows known = LabelledRows.read(data, pack.spec(), rows);
        String model = pack.manifest().name();
        String version = pack.manifest().version();
        List<Target> targets = new ArrayList<>();
        try (LocalRuntime runtime = new LocalRuntime()) {
            runtime.serve(pack);
            Optional<ExpertModelView> view = runtime.experts().model(model, version);
            if (view.isEmpty()) {
                say.accept("experts: left out, " + model + ":" + version + " has none");
                return List.of();
            }
            Scored whole = score(runtime, known);
            List<ExpertView> experts = view.orElseThrow().experts();
            say.accept("experts: each of " + experts.size() + " taken out of use, " + known.rows() + " rows each");
            int failed = whole.failed();
            double sum = 0;
            double worst = 0;
            for (ExpertView expert : experts) {
                runtime.experts().mask(model, version, expert.id(), true);
                Scored without = score(runtime, known);
                runtime.experts().mask(model, version, expert.id(), false);
                failed += without.failed();
                double loss = loss(whole, without);
                sum += loss;
                worst = Math.max(worst, loss);
            }
            targets.add(Target.of("expert-lost-failed", failed, "requests", 0, Better.LOWER, null));
            targets.add(Target.reported("expert-lost-ap-loss-mean", sum / experts.size(), "ratio", null));
            targets.add(Target.reported("expert-lost-ap-loss-worst", worst, "ratio", null));
            targets.add(Target.reported("experts-whole-ap", whole.averagePrecision(), "AP", null));
            for (ExpertGroup group : view.orElseThrow().topology().groups()) {
                runtime.experts().maskGroup(model, version, group.name(), true);
                Scored without = score(runtime, known);
                runtime.experts().maskGroup(model, version, group.name(), false);
                String name = "group-lost-" + group.name();
                targets.add(Target.of(name + "-failed", without.failed(), "requests", 0, Better.LOWER, null));
                targets.add(Target.of(
                        name + "-degraded",
                        (double) without.degraded() / without.requests(),
                        "ratio",
                        1,
                        Better.HIGHER,
                        null));
                targets.add(Target.reported(name + "-ap-loss", loss(whole, without), "ratio", null));
            }
        }
        return targets;
    }

    private static double loss(Scored whole, Scored without) {
        return (whole.averagePrecision() - without.averagePrecision()) / whole.averagePrecision();
    }

    private Scored score(LocalRuntime runtime, LabelledRows known) {
        int most = Math.min(64, pack.spec().serving().maxBatch());
        List<CompletableFuture<InferenceAnswer>> answers = new ArrayList<>();
        for (int from = 0; from < known.rows(); from += most) {
            answers.add(runtime.infer(
                    pack.manifest().name(),
                    known.rows(from, Math.min(known.rows(), from + most)),
                    Optional.of(LatencyClass.BULK),
                    PATIENCE));
        }
        float[] scores = new float[known.rows()];
        int failed = 0;
        int degraded = 0;
        for (int i = 0; i < answers.size(); i++) {
            try {
                InferenceAnswer answer = answers.get(i).join();
                Tensor first = answer.outputs().getFirst();
                for (int row = 0; row < first.size(0); row++) {
                    scores[i * most + row] = first.data().getFloat(Float.BYTES * row);
                }
                if (answer.report().degraded()) degraded++;
            } catch (CompletionException e) {
                failed++;
            }
        }
        return new Scored(
                BinaryMetrics.of(scores, known.labels()).averagePrecision(), answers.size(), failed, degraded);
    }
}
