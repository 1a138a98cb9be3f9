package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.batch.LabelledRows;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.batch.ServedScores;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.statistics.BinaryMetrics;
import io.trivium.runtime.training.rival.RandomRouting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What the routing of a pack contributes to its task: the average precision as it is, and with {@linkplain RandomRouting
 * random routing}. Both packs are exported in float32 from the same weights and served through the scheduler; the interval
 * is that of a bootstrap over rows.
 */
final class RoutingBench implements Benchmark {
    static final String LOSS = "random-routing-ap-loss";
    static final String LOSS_LOW = "random-routing-ap-loss-low";

    private static final int EXCHANGES = 5;
    private static final String RANDOM = "random routing";

    private final ModelPack pack;
    private final Path data;
    private final int rows;

    /** @param rows most rows that are scored */
    RoutingBench(ModelPack pack, Path data, int rows) {
        this.pack = pack;
        this.data = data;
        this.rows = rows;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        LabelledRows known = LabelledRows.read(data, pack.spec(), rows);
        if (known.positives() == 0 || known.positives() == known.rows()) {
            return Unmeasured.because("routing", "the rows have one class only", LOSS, LOSS_LOW)
                    .run(say);
        }
        say.accept("routing: " + known.rows() + " rows scored with the pack's routers and with " + EXCHANGES
                + " random exchanges of their rows");
        MoeTopology topology =
                NetworkSpec.parse(pack.read(ModelPack.SPEC), pack.spec()).topology();
        Parameters weights = Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS));
        float[][][] served = {answers(weights, known)};
        float[][][] random = new float[EXCHANGES][][];
        for (int i = 0; i < EXCHANGES; i++) {
            Parameters exchanged = weights.copy();
            RandomRouting.exchange(exchanged, topology, new SplittableRandom(i));
            random[i] = answers(exchanged, known);
        }
        Ablation.Row row = new Ablation(
                        IntStream.range(0, known.rows()).asLongStream().toArray(),
                        Better.HIGHER,
                        (answers, of) -> averagePrecision(answers, known.labels(), of))
                .rows(served, Map.of(RANDOM, random))
                .getLast();
        return List.of(
                Target.reported("routed-ap", row.value() + row.servedIsBetterBy(), "AP", null),
                Target.reported("random-routing-ap", row.value(), "AP", EXCHANGES + " exchanges"),
                Target.reported(LOSS, row.servedIsBetterBy(), "AP", null),
                Target.of(LOSS_LOW, row.differs()[0], "AP", 0, Better.HIGHER, "lower end of the 95 % interval"));
    }

    private float[][] answers(Parameters weights, LabelledRows known) throws IOException {
        Path folder = Files.createTempDirectory("trivium-bench-routing");
        try (LocalRuntime runtime = new LocalRuntime()) {
            PackManifest from = pack.manifest();
            PackWriter writer = new PackWriter(from.name(), from.version(), from.created(), from.provenance());
            ModelPack exported = new MoePackExport(pack.read(ModelPack.SPEC), weights)
                    .addTo(writer)
                    .write(folder.resolve("pack"));
            runtime.serve(exported);
            ServedScores.Scored scored = ServedScores.of(runtime, exported, known);
            if (scored.failed() > 0) throw new IllegalStateException(scored.failed() + " requests failed");
            float[][] answers = new float[known.rows()][];
            for (int i = 0; i < answers.length; i++) answers[i] = new float[] {scored.scores()[i]};
            return answers;
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    private static double averagePrecision(float[][] answers, float[] labels, int[] rows) {
        float[] scores = new float[rows.length];
        float[] known = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            scores[i] = answers[rows[i]][0];
            known[i] = labels[rows[i]];
        }
        return BinaryMetrics.of(scores, known).averagePrecision();
    }
}
