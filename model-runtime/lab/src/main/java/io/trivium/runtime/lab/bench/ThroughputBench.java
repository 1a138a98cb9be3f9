package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.batch.LabelledRows;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.lab.bench.load.SaturatingLoad;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows a second through the scheduler, as requests of one row each, which it batches as they come, and as bulk requests
 * of 64; by one worker thread and by two. Callers run on the same cores.
 */
final class ThroughputBench implements Benchmark {
    static final String ONE_ROW = "throughput-one-row-";
    static final String BULK = "throughput-bulk-";

    private static final double WANTED_PER_SECOND = 1_000;
    private static final int[] WORKERS = {1, 2};
    private static final int UNDER_WAY = 64;
    private static final int BULK_UNDER_WAY = 4;
    private static final int BULK_ROWS = 64;
    private static final int KINDS = 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ModelPack pack;
    private final @Nullable Path data;
    private final Duration length;

    /**
     * Measures a pack.
     *
     * @param data rows to send; made-up numbers where there are none
     */
    ThroughputBench(ModelPack pack, @Nullable Path data, Duration length) {
        this.pack = pack;
        this.data = data;
        this.length = length;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        List<List<Tensor>> rows = new ArrayList<>();
        List<List<Tensor>> blocks = new ArrayList<>();
        int most = Math.min(BULK_ROWS, pack.spec().serving().maxBatch());
        prepare(rows, blocks, most);
        say.accept("throughput: " + rows.size() + " rows in turns, alone and by " + most + ", " + length.toSeconds()
                + " s each");
        List<Target> targets = new ArrayList<>();
        for (int workers : WORKERS) {
            try (LocalRuntime runtime = new LocalRuntime(workers)) {
                runtime.serve(pack);
                String by = workers + (workers == 1 ? "-worker" : "-workers");
                double single = perSecond(runtime, rows, Optional.empty(), UNDER_WAY);
                targets.add(Target.of(ONE_ROW + by, single, "rows/s", WANTED_PER_SECOND, Better.HIGHER, null));
                double bulk = most * perSecond(runtime, blocks, Optional.of(LatencyClass.BULK), BULK_UNDER_WAY);
                targets.add(Target.reported(BULK + by, bulk, "rows/s", null));
            }
        }
        return targets;
    }

    private void prepare(List<List<Tensor>> rows, List<List<Tensor>> blocks, int most) throws Exception {
        Path file = data;
        List<Tensor> all = file == null
                ? new RandomInputs(pack.spec(), 4).rows(KINDS)
                : LabelledRows.read(file, pack.spec(), KINDS).inputs();
        int count = Math.toIntExact(all.getFirst().size(0));
        for (int i = 0; i < count; i++) rows.add(part(all, i, i + 1));
        for (int i = 0; i < count; i += most) {
            blocks.add(part(all, Math.min(i, count - Math.min(most, count)), i + most));
        }
    }

    private static List<Tensor> part(List<Tensor> all, int from, int to) {
        int end = (int) Math.min(all.getFirst().size(0), to);
        return all.stream().map(tensor -> tensor.rows(from, end)).toList();
    }

    private double perSecond(
            LocalRuntime runtime, List<List<Tensor>> requests, Optional<LatencyClass> latencyClass, int underWay)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (SaturatingLoad load = new SaturatingLoad(
                underWay,
                () -> runtime.infer(
                        pack.manifest().name(),
                        requests.get(Math.floorMod(next.getAndIncrement(), requests.size())),
                        latencyClass,
                        PATIENCE))) {
            load.during(() -> SaturatingLoad.pause(length.dividedBy(4)));
            double answered = load.during(() -> SaturatingLoad.pause(length));
            if (load.failed() > 0) throw new IllegalStateException(load.failed() + " requests failed");
            return answered;
        }
    }
}
