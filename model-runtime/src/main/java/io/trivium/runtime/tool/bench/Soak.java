package io.trivium.runtime.tool.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Requests good and bad of every kind, and reloads between them: each must end as it should, and memory must not grow.
 */
public final class Soak implements Benchmark {
    private static final int UNDER_WAY = 32;
    private static final int VERSIONS = 2;
    private static final double MIB = 1 << 20;
    private static final double MOST_GROWTH_MIB = 32;

    private final ModelPack pack;
    private final int requests;
    private final int reloads;
    private final long seed;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final Semaphore underWay = new Semaphore(UNDER_WAY);

    public Soak(ModelPack pack, int requests, int reloads, long seed) {
        this.pack = pack;
        this.requests = requests;
        this.reloads = reloads;
        this.seed = seed;
    }

    private enum Kind {
        GOOD,
        BATCH,
        BULK,
        WRONG_RANK,
        WRONG_TYPE,
        MISSING_INPUT,
        UNKNOWN_OUTPUT,
        NOT_A_NUMBER,
        UNKNOWN_MODEL,
        UNKNOWN_VERSION,
        HURRIED,
        ABANDONED;

        boolean mayBeAnswered() {
            return switch (this) {
                case GOOD, BATCH, BULK, HURRIED, ABANDONED -> true;
                case WRONG_RANK,
                        WRONG_TYPE,
                        MISSING_INPUT,
                        UNKNOWN_OUTPUT,
                        NOT_A_NUMBER,
                        UNKNOWN_MODEL,
                        UNKNOWN_VERSION -> false;
            };
        }

        boolean mayFailWith(ErrorCode code) {
            return switch (this) {
                case GOOD, BATCH, BULK -> false;
                case WRONG_RANK, WRONG_TYPE, MISSING_INPUT, UNKNOWN_OUTPUT ->
                    code == RuntimeErrorCode.INFERENCE_REQUEST_INVALID;
                case NOT_A_NUMBER ->
                    code == RuntimeErrorCode.INFERENCE_REQUEST_INVALID
                            || code == RuntimeErrorCode.MODEL_OUTPUT_NOT_FINITE;
                case UNKNOWN_MODEL -> code == RuntimeErrorCode.MODEL_NOT_FOUND;
                case UNKNOWN_VERSION -> code == RuntimeErrorCode.MODEL_VERSION_NOT_FOUND;
                case HURRIED -> code == RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED;
                case ABANDONED -> true;
            };
        }
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        Path folder = Files.createTempDirectory("trivium-soak");
        Random random = new Random(seed);
        try (LocalRuntime runtime = new LocalRuntime()) {
            List<ModelPack> versions = new ArrayList<>();
            for (int i = 0; i < VERSIONS; i++) {
                versions.add(PackVariants.copy(pack, "9000." + i, 0, folder.resolve("v" + i)));
            }
            runtime.serve(versions.getFirst());
            say.accept("soak: " + requests + " requests, " + reloads + " reloads, seed " + seed);
            Memory settled = Memory.now();
            int reloaded = 0;
            for (int i = 0; i < requests; i++) {
                send(runtime, Kind.values()[random.nextInt(Kind.values().length)], random);
                while (reloaded < (long) reloads * (i + 1) / requests) reload(runtime, versions, ++reloaded);
                // Pools, caches and compiled code fill up in the first third.
                if (i == requests / 3) settled = Memory.now();
                if ((i + 1) % Math.max(1, requests / 10) == 0) {
                    say.accept("  " + (i + 1) + " requests, " + reloaded + " reloads, " + Memory.now());
                }
            }
            underWay.acquire(UNDER_WAY);
            Memory end = Memory.now();
            return List.of(
                    Target.of("soak-wrong-ends", wrong.get(), "requests", 0, Better.LOWER, null),
                    Target.reported("soak-answered", answered.get(), "requests", null),
                    Target.reported("soak-refused", refused.get(), "requests", null),
                    Target.reported("soak-reloads", reloaded, "reloads", null),
                    Target.of(
                            "soak-heap-growth",
                            (end.heap() - settled.heap()) / MIB,
                            "MiB",
                            MOST_GROWTH_MIB,
                            Better.LOWER,
                            null),
                    Target.of(
                            "soak-resident-growth",
                            (end.resident() - settled.resident()) / MIB,
                            "MiB",
                            MOST_GROWTH_MIB,
                            Better.LOWER,
                            null));
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    private void reload(LocalRuntime runtime, List<ModelPack> versions, int reload) {
        ModelPack next = versions.get(reload % VERSIONS);
        String before = versions.get((reload + 1) % VERSIONS).manifest().version();
        runtime.serve(next);
        runtime.service().unload(pack.manifest().name(), before);
    }

    private void send(LocalRuntime runtime, Kind kind, Random random) throws InterruptedException {
        underWay.acquire();
        CompletableFuture<InferenceAnswer> answer;
        try {
            answer = runtime.service().infer(call(kind, random));
        } catch (PlatformException e) {
            ended(kind, e);
            return;
        }
        var _ = answer.whenComplete((given, failure) -> ended(kind, failure));
        if (kind == Kind.ABANDONED) answer.cancel(true);
    }

    private void ended(Kind kind, @org.jspecify.annotations.Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            (kind.mayBeAnswered() ? answered : wrong).incrementAndGet();
        } else if (kind == Kind.ABANDONED || (cause instanceof PlatformException e && kind.mayFailWith(e.code()))) {
            refused.incrementAndGet();
        } else {
            wrong.incrementAndGet();
        }
        underWay.release();
    }

    private InferenceCall call(Kind kind, Random random) {
        RandomInputs made = new RandomInputs(pack.spec(), random.nextLong());
        int most = Math.min(32, pack.spec().serving().maxBatch());
        List<Tensor> inputs =
                new ArrayList<>(made.rows(kind == Kind.BATCH || kind == Kind.BULK ? 1 + random.nextInt(most) : 1));
        Tensor first = inputs.getFirst();
        switch (kind) {
            case WRONG_RANK -> inputs.set(0, reshaped(first, first.type(), new long[] {first.elements()}));
            case WRONG_TYPE -> inputs.set(0, reshaped(first, TensorType.INT32, first.shape()));
            case MISSING_INPUT -> inputs.removeFirst();
            case NOT_A_NUMBER -> inputs.set(0, notANumber(first));
            case GOOD, BATCH, BULK, UNKNOWN_OUTPUT, UNKNOWN_MODEL, UNKNOWN_VERSION, HURRIED, ABANDONED -> {}
        }
        return new InferenceCall(
                kind == Kind.UNKNOWN_MODEL ? "no-such-model" : pack.manifest().name(),
                kind == Kind.UNKNOWN_VERSION ? Optional.of("0.0.0") : Optional.empty(),
                inputs,
                kind == Kind.UNKNOWN_OUTPUT ? List.of("no-such-output") : List.of(),
                "tenant-" + random.nextInt(3),
                random.nextInt(3),
                kind == Kind.BULK ? Optional.of(LatencyClass.BULK) : Optional.empty(),
                Optional.of(kind == Kind.HURRIED ? Duration.ofNanos(200_000) : Duration.ofMinutes(1)));
    }

    private static Tensor reshaped(Tensor tensor, TensorType type, long[] shape) {
        return Tensor.of(tensor.name(), type, shape, tensor.data());
    }

    private static Tensor notANumber(Tensor tensor) {
        ByteBuffer data = tensor.data();
        data.putFloat(data.capacity() - Float.BYTES, Float.NaN);
        return tensor;
    }

    /**
     * @param heap bytes in use after a collection
     * @param resident bytes of the process in memory; 0 where the system does not say
     */
    private record Memory(long heap, long resident) {
        static Memory now() {
            System.gc();
            Runtime jvm = Runtime.getRuntime();
            return new Memory(jvm.totalMemory() - jvm.freeMemory(), residentBytes());
        }

        private static long residentBytes() {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                    if (line.startsWith("VmRSS:")) {
                        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                    }
                }
            } catch (IOException e) {
                return 0; // not Linux
            }
            return 0;
        }

        @Override
        public String toString() {
            return "heap %.0f MiB, resident %.0f MiB".formatted(heap / MIB, resident / MIB);
        }
    }
}
