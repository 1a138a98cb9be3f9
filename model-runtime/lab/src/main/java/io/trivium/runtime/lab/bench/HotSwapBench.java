package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.lab.bench.load.OpenLoad;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Replaces a model again and again under 200 requests a second, and compares each answer of several rows with the
 * undisturbed answer of the version that it names. The versions differ in one constant.
 */
final class HotSwapBench implements Benchmark {
    private static final int PER_SECOND = 200;
    private static final int ROWS = 4;
    private static final int VERSIONS = 4;
    private static final float TOLERANCE = 1e-5f;

    private final ModelPack pack;
    private final Duration length;

    HotSwapBench(ModelPack pack, Duration length) {
        this.pack = pack;
        this.length = length;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        Path folder = Files.createTempDirectory("trivium-bench-swap");
        try (LocalRuntime runtime = new LocalRuntime()) {
            String model = pack.manifest().name().value();
            List<Tensor> request = new RandomInputs(pack.spec(), 3).rows(ROWS);
            List<ModelPack> versions = new ArrayList<>();
            Map<String, float[]> expected = new ConcurrentHashMap<>();
            for (int i = 0; i < VERSIONS; i++) {
                String version = "9000." + i;
                versions.add(PackVariants.copy(pack, version, 0.25f * (i + 1), folder.resolve(version)));
                runtime.serve(versions.getLast());
                expected.put(version, values(infer(runtime, request).get()));
                if (i > 0) runtime.service().unload(new ModelName(model), new VersionNumber("9000." + (i - 1)));
            }
            if (same(expected.get("9000.0"), expected.getOrDefault("9000.1", new float[0]))) {
                throw new IllegalStateException("the versions give the same answers; mixing them would go unseen");
            }
            say.accept("hot swap: replacing the model under " + PER_SECOND + " requests/s for " + length.toSeconds()
                    + " s");
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger swaps = new AtomicInteger();
            CompletableFuture<Void> swapping = CompletableFuture.runAsync(() -> {
                for (int next = 0; !done.get(); next = (next + 1) % VERSIONS) {
                    String before = runtime.service()
                            .defaultVersion(new ModelName(model))
                            .orElseThrow()
                            .value();
                    runtime.serve(versions.get(next));
                    String now = versions.get(next).manifest().version().value();
                    if (!now.equals(before)) runtime.service().unload(new ModelName(model), new VersionNumber(before));
                    swaps.incrementAndGet();
                }
            });
            AtomicInteger mixed = new AtomicInteger();
            OpenLoad.Result load;
            try {
                load = OpenLoad.run(
                        PER_SECOND,
                        length,
                        () -> infer(runtime, request).thenAccept(answer -> {
                            if (!same(expected.get(answer.version()), values(answer))) mixed.incrementAndGet();
                        }));
            } finally {
                done.set(true);
                swapping.join();
            }
            return List.of(
                    Target.of("hot-swap-failed", load.failed(), "requests", 0, Better.LOWER, null),
                    Target.of("hot-swap-mixed", mixed.get(), "requests", 0, Better.LOWER, null),
                    Target.reported("hot-swap-requests", load.latencies().count(), "requests", null),
                    Target.reported("hot-swap-swaps", swaps.get(), "swaps", null),
                    Target.reported("hot-swap-p99", load.latencies().millis(0.99), "ms", null));
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    private CompletableFuture<InferenceAnswer> infer(LocalRuntime runtime, List<Tensor> request) {
        return runtime.infer(pack.manifest().name(), request, Optional.empty(), Duration.ofSeconds(10));
    }

    private static float[] values(InferenceAnswer answer) {
        Tensor first = answer.outputs().getFirst();
        float[] values = new float[Math.toIntExact(first.elements())];
        first.data().asFloatBuffer().get(values);
        return values;
    }

    private static boolean same(float @org.jspecify.annotations.Nullable [] expected, float[] got) {
        if (expected == null || expected.length != got.length) return false;
        for (int i = 0; i < got.length; i++) {
            if (Math.abs(expected[i] - got[i]) > TOLERANCE) return false;
        }
        return true;
    }
}
