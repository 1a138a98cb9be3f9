package io.trivium.runtime.lab.bench;

import io.micrometer.core.instrument.Timer;
import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.lab.bench.load.OpenLoad;
import io.trivium.runtime.lab.bench.load.SaturatingLoad;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The effect of a bulk stream that saturates every worker on 100 interactive requests a second, and the reverse: each
 * alone and then both together, in one run on the same scheduler and model.
 */
final class IsolationBench implements Benchmark {
    private static final int INTERACTIVE_PER_SECOND = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double BULK_SHARE = 0.6;

    private final ModelPack pack;
    private final Duration length;
    private final Map<String, ?> serving;

    IsolationBench(ModelPack pack, Duration length) {
        this(pack, length, Map.of());
    }

    /** @param serving settings that differ from a service's, by the name of their method */
    IsolationBench(ModelPack pack, Duration length, Map<String, ?> serving) {
        this.pack = pack;
        this.length = length;
        this.serving = serving;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        try (LocalRuntime runtime = new LocalRuntime(serving)) {
            runtime.serve(pack);
            say.accept("isolation: interactive alone, bulk alone, both; " + length.toSeconds() + " s each");
            interactive(runtime, Duration.ofSeconds(2));
            OpenLoad.Result alone = interactive(runtime, length);
            double bulkAlone;
            double bulkShared;
            AtomicReference<OpenLoad.Result> shared = new AtomicReference<>();
            try (SaturatingLoad bulk = bulk(runtime)) {
                bulk.during(() -> SaturatingLoad.pause(Duration.ofSeconds(2)));
                bulkAlone = bulk.during(() -> SaturatingLoad.pause(length));
                bulkShared = bulk.during(() -> shared.set(interactive(runtime, length)));
                if (bulk.failed() > 0) throw new IllegalStateException(bulk.failed() + " bulk requests failed");
            }
            OpenLoad.Result together = shared.get();
            if (alone.failed() + together.failed() > 0) {
                throw new IllegalStateException(
                        alone.failed() + together.failed() + " of the interactive requests failed");
            }
            Timer slices = runtime.meters()
                    .get("model.inference.slice.duration")
                    .tag("class", LatencyClass.BULK.toString())
                    .timer();
            double slice = runtime.slice().toNanos() / 1e6;
            return List.of(
                    Target.reported(
                            "isolation-interactive-alone-p99", alone.latencies().millis(0.99), "ms", null),
                    Target.of(
                            "isolation-interactive-shared-p99",
                            together.latencies().millis(0.99),
                            "ms",
                            alone.latencies().millis(0.99) + slice,
                            Better.LOWER,
                            null),
                    Target.reported(
                            "isolation-interactive-alone-p50", alone.latencies().millis(0.5), "ms", null),
                    Target.reported(
                            "isolation-interactive-shared-p50",
                            together.latencies().millis(0.5),
                            "ms",
                            null),
                    Target.of(
                            "isolation-slice-mean",
                            slices.mean(TimeUnit.MICROSECONDS) / 1_000,
                            "ms",
                            slice,
                            BenchReport.Better.LOWER,
                            null),
                    Target.reported("isolation-slice-max", slices.max(TimeUnit.MICROSECONDS) / 1_000, "ms", null),
                    Target.of("isolation-bulk-share", bulkShared / bulkAlone, "ratio", BULK_SHARE, Better.HIGHER, null),
                    Target.reported("isolation-bulk-alone", bulkAlone * rows(), "rows/s", null));
        }
    }

    private OpenLoad.Result interactive(LocalRuntime runtime, Duration time) {
        List<Tensor> row = new RandomInputs(pack.spec(), 1).rows(1);
        return OpenLoad.run(
                INTERACTIVE_PER_SECOND,
                time,
                () -> runtime.infer(pack.manifest().name(), row, Optional.empty(), PATIENCE));
    }

    private int rows() {
        return Math.min(256, pack.spec().serving().maxBatch());
    }

    private SaturatingLoad bulk(LocalRuntime runtime) {
        List<Tensor> rows = new RandomInputs(pack.spec(), 2).rows(rows());
        return new SaturatingLoad(
                2 * LocalRuntime.workers(),
                () -> runtime.infer(pack.manifest().name(), rows, Optional.of(LatencyClass.BULK), PATIENCE));
    }
}
