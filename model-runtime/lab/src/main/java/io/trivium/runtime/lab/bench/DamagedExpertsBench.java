package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.batch.LabelledRows;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.export.MoePieces;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Experts whose files are cut off in the store, one of every group in every layer, one after another: the model must
 * load without it and answer every request, and answers to tokens routed to it must report the loss.
 */
final class DamagedExpertsBench implements Benchmark {
    private static final int REQUESTS = 40;
    private static final int ROWS = 16;
    private static final String VERSION = "9000.0";

    private final ModelPack pack;
    private final @Nullable Path data;

    /** @param data rows to send; made-up numbers, which need not reach every expert, where there are none */
    DamagedExpertsBench(ModelPack pack, @Nullable Path data) {
        this.pack = pack;
        this.data = data;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        if (!pack.isOfPieces()) {
            return Unmeasured.because("damage", "the pack has no experts", "expert-damaged-failed")
                    .run(say);
        }
        byte[] yaml = pack.read(ModelPack.SPEC);
        List<ExpertId> damaged = chosen(NetworkSpec.parse(yaml, pack.spec()).topology());
        say.accept("damage: the files of " + damaged.size() + " experts cut off, one at a time");
        List<List<Tensor>> requests = requests();
        Path folder = Files.createTempDirectory("trivium-bench-damage");
        int failed = 0;
        int unmarked = 0;
        try (LocalRuntime runtime = new LocalRuntime()) {
            ModelPack copy = PackVariants.copy(pack, VERSION, 0, folder.resolve("copy"));
            for (ExpertId expert : damaged) {
                Path file = copy.directory().resolve(MoePieces.expertPath(expert));
                byte[] sound = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(sound, sound.length / 2));
                runtime.serve(copy);
                int degraded = 0;
                for (int i = 0; i < requests.size(); i++) {
                    try {
                        if (answersDegraded(runtime, requests.get(i))) degraded++;
                    } catch (CompletionException e) {
                        failed++;
                    }
                }
                if (degraded == 0) unmarked++;
                runtime.service().unload(pack.manifest().name(), new VersionNumber(VERSION));
                Files.write(file, sound);
            }
        } finally {
            PackWriter.deleteTree(folder);
        }
        return List.of(
                Target.reported("expert-damaged", damaged.size(), "experts", null),
                Target.of("expert-damaged-failed", failed, "requests", 0, Better.LOWER, null),
                data == null
                        ? Target.reported("expert-damaged-never-marked", unmarked, "experts", null)
                        : Target.of("expert-damaged-never-marked", unmarked, "experts", 0, Better.LOWER, null));
    }

    private static List<ExpertId> chosen(MoeTopology topology) {
        List<ExpertId> chosen = new ArrayList<>();
        for (int l = 0; l < topology.layers(); l++) {
            for (ExpertGroup group : topology.groups()) chosen.add(new ExpertId(l, group.name(), l % group.size()));
        }
        return chosen;
    }

    private List<List<Tensor>> requests() throws IOException {
        int each = Math.min(ROWS, pack.spec().serving().maxBatch());
        Path file = data;
        List<Tensor> all = file == null
                ? new RandomInputs(pack.spec(), 6).rows(REQUESTS * each)
                : LabelledRows.read(file, pack.spec(), REQUESTS * each).inputs();
        List<List<Tensor>> requests = new ArrayList<>();
        for (int from = 0; from + each <= all.getFirst().size(0); from += each) {
            int to = from + each;
            int first = from;
            requests.add(all.stream().map(tensor -> tensor.rows(first, to)).toList());
        }
        return requests;
    }

    private boolean answersDegraded(LocalRuntime runtime, List<Tensor> rows) {
        return runtime.infer(pack.manifest().name(), rows, Optional.empty(), Duration.ofMinutes(1))
                .join()
                .report()
                .degraded();
    }
}
