package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.expert.ExpertView;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.lab.bench.load.Latencies;
import io.trivium.runtime.lab.bench.load.SaturatingLoad;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.serving.DeviceEnergy;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A mixture of experts on a device, compared with its pieces on the processor: the answers of its fused graph in float32
 * and float16 and of its pieces; rows a second; paging of its pieces where half of the experts have room; isolation of
 * latency classes; energy where the driver counts it.
 */
final class GpuBench implements Benchmark {
    /** Names of all figures that have a target; the report has them without a value where there is no device. */
    static final String[] FIGURES = {
        "gpu-fused-difference",
        "gpu-half-difference",
        "gpu-pieces-difference",
        "gpu-fused-throughput",
        "gpu-half-throughput",
        "gpu-half-energy",
        "gpu-paging-p99",
        "gpu-paging-failed",
        "gpu-paging-openings",
        "isolation-interactive-shared-p99",
        "isolation-bulk-share"
    };

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 256;
    private static final int UNDER_WAY = 8;
    private static final double SAME = 1e-3;
    /** Of a number with 11 bits, after a few layers. */
    private static final double NEAR = 2e-2;

    private static final double INTERACTIVE_MS = 45;

    private final ModelPack pack;
    private final Device device;
    private final Duration length;
    private final List<DeviceEnergy> energy;

    /** @throws IllegalArgumentException when the pack has no experts */
    GpuBench(ModelPack pack, Device device, Duration length) {
        if (!pack.isOfPieces()) throw new IllegalArgumentException("the pack has no experts: " + pack.directory());
        this.pack = pack;
        this.device = device;
        this.length = length;
        this.energy = DeviceEnergy.all();
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        Path folder = Files.createTempDirectory("trivium-bench-gpu");
        try {
            ModelPack full = export(folder.resolve("full"), "1", false);
            ModelPack half = export(folder.resolve("half"), "2", true);
            List<Target> targets = new ArrayList<>();
            say.accept("correctness and throughput on " + device + ", " + length.toSeconds() + " s each");
            Run processor = run(pack, Map.of("fused", Optional.of(false)));
            Run fused = run(full, onDevice(true));
            Run halves = run(half, onDevice(true));
            Run pieces = run(pack, onDevice(false));
            targets.add(difference("gpu-fused-difference", processor, fused, SAME));
            targets.add(difference("gpu-half-difference", processor, halves, NEAR));
            targets.add(difference("gpu-pieces-difference", processor, pieces, SAME));
            targets.add(throughput("gpu-fused-throughput", processor, fused));
            targets.add(throughput("gpu-half-throughput", processor, halves));
            targets.add(Target.reported("gpu-pieces-throughput", pieces.perSecond, "rows/s", null));
            targets.add(
                    energy.isEmpty()
                            ? Unmeasured.because("energy", "no driver reports it", "gpu-half-energy")
                                    .run(say)
                                    .getFirst()
                            : Target.reported("gpu-half-energy", halves.joulesPerRow, "J/row", null));
            say.accept("paging: room for half of the experts, " + length.toSeconds() + " s");
            targets.addAll(paging());
            targets.addAll(new IsolationBench(half, length, onDevice(true)).run(say));
            return targets;
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    private ModelPack export(Path directory, String version, boolean half) throws IOException {
        MoePackExport export = new MoePackExport(
                pack.read(ModelPack.SPEC), Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS)));
        PackManifest from = pack.manifest();
        PackWriter writer = new PackWriter(from.name(), new VersionNumber(version), from.created(), from.provenance());
        return (half ? export.half() : export.fused()).addTo(writer).write(directory);
    }

    private Map<String, ?> onDevice(boolean fused) {
        return Map.of("device", device.toString(), "fused", Optional.of(fused));
    }

    /**
     * One way of serving.
     *
     * @param answer to the same rows
     */
    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Run(float[] answer, double perSecond, double joulesPerRow) {}

    private Run run(ModelPack version, Map<String, ?> serving) throws Exception {
        List<Tensor> rows = new RandomInputs(pack.spec(), 11)
                .rows(Math.min(ROWS, pack.spec().serving().maxBatch()));
        long count = rows.getFirst().size(0);
        try (LocalRuntime runtime = new LocalRuntime(serving)) {
            runtime.serve(version);
            InferenceAnswer answer = runtime.infer(
                            pack.manifest().name(), rows, Optional.of(LatencyClass.BULK), PATIENCE)
                    .join();
            Tensor first = answer.outputs().getFirst();
            float[] values = new float[Math.toIntExact(first.elements())];
            first.data().asFloatBuffer().get(values);
            try (SaturatingLoad load = new SaturatingLoad(
                    UNDER_WAY,
                    () -> runtime.infer(pack.manifest().name(), rows, Optional.of(LatencyClass.BULK), PATIENCE))) {
                load.during(() -> SaturatingLoad.pause(length.dividedBy(4)));
                double before = joules();
                double perSecond = count * load.during(() -> SaturatingLoad.pause(length));
                double used = joules() - before;
                if (load.failed() > 0) throw new IllegalStateException(load.failed() + " requests failed");
                return new Run(values, perSecond, used / (perSecond * length.toNanos() / 1e9));
            }
        }
    }

    private double joules() throws IOException {
        double sum = 0;
        for (DeviceEnergy each : energy) sum += each.microjoules() / 1e6;
        return sum;
    }

    private static Target difference(String name, Run expected, Run found, double most) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.answer.length; i++) {
            largest = Math.max(largest, Math.abs(expected.answer[i]));
            // Not Math.max alone, to which a number that is none would be lost.
            double each = Math.abs(expected.answer[i] - found.answer[i]);
            difference = each <= difference ? difference : each;
        }
        return Target.of(name, difference / largest, "of the largest", most, Better.LOWER, "the pieces on a processor");
    }

    private static Target throughput(String name, Run processor, Run device) {
        return Target.of(
                name,
                device.perSecond,
                "rows/s",
                processor.perSecond,
                Better.HIGHER,
                "the pieces on a processor: %.0f rows/s".formatted(processor.perSecond));
    }

    /** Requests of one row each, while experts change places between the device and the files. */
    private List<Target> paging() {
        long all;
        try (LocalRuntime whole = new LocalRuntime(onDevice(false))) {
            whole.serve(pack);
            all = whole.experts().models().getFirst().experts().stream()
                    .mapToLong(ExpertView::bytes)
                    .sum();
        }
        try (LocalRuntime runtime = new LocalRuntime(onDevice(false), all / 2)) {
            runtime.serve(pack);
            RandomInputs inputs = new RandomInputs(pack.spec(), 12);
            List<Long> nanos = new ArrayList<>();
            int degraded = 0;
            int failed = 0;
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                try {
                    InferenceAnswer answer = runtime.infer(
                                    pack.manifest().name(), inputs.rows(1), Optional.empty(), PATIENCE)
                            .join();
                    if (answer.report().degraded()) degraded++;
                } catch (CompletionException _) {
                    failed++;
                }
                nanos.add(System.nanoTime() - start);
            }
            double openings = runtime.meters()
                    .get("model.expert.openings")
                    .functionCounter()
                    .count();
            return List.of(
                    Target.of(
                            "gpu-paging-p99",
                            new Latencies(nanos).millis(0.99),
                            "ms",
                            INTERACTIVE_MS,
                            Better.LOWER,
                            null),
                    Target.of("gpu-paging-failed", failed, "requests", 0, Better.LOWER, null),
                    Target.reported("gpu-paging-openings", openings, "experts", nanos.size() + " requests"),
                    Target.reported("gpu-paging-degraded", (double) degraded / nanos.size(), "ratio", null));
        }
    }
}
