package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.lab.bench.load.SaturatingLoad;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.serving.InferenceAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests good and bad of every kind, and reloads between them: each must end as it should, and memory must not grow.
 */
public final class Soak implements Benchmark {
    private static final int UNDER_WAY = 32;
    private static final int VERSIONS = 2;
    private static final int SAMPLES = 30;
    private static final int TOLD = 3;
    private static final Duration DRAINED = Duration.ofSeconds(10);

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

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        Path folder = Files.createTempDirectory("trivium-soak");
        Random random = new Random(seed);
        SoakMemory memory = new SoakMemory(requests);
        SoakKind[] kinds = SoakKind.values();
        try (LocalRuntime runtime = new LocalRuntime()) {
            List<ModelPack> versions = new ArrayList<>();
            for (int i = 0; i < VERSIONS; i++) {
                versions.add(PackVariants.copy(pack, "9000." + i, 0, folder.resolve("v" + i)));
            }
            runtime.serve(versions.getFirst());
            say.accept("soak: " + requests + " requests, " + reloads + " reloads, seed " + seed);
            SoakRequests made = new SoakRequests(pack, random);
            int reloaded = 0;
            int every = Math.max(1, requests / SAMPLES);
            for (int i = 0; i < requests; i++) {
                send(runtime, kinds[random.nextInt(kinds.length)], made);
                while (reloaded < (long) reloads * (i + 1) / requests) reload(runtime, versions, ++reloaded);
                if ((i + 1) % every != 0) continue;
                SoakMemory.Sample now = sample(runtime, memory, i + 1);
                if ((i + 1) / every % TOLD == 0) {
                    say.accept("  " + (i + 1) + " requests, " + reloaded + " reloads, " + now);
                }
            }
            List<Target> targets = new ArrayList<>(List.of(
                    Target.of("soak-wrong-ends", wrong.get(), "requests", 0, Better.LOWER, null),
                    Target.reported("soak-answered", answered.get(), "requests", null),
                    Target.reported("soak-refused", refused.get(), "requests", null),
                    Target.reported("soak-reloads", reloaded, "reloads", null)));
            sample(runtime, memory, requests);
            targets.addAll(memory.targets());
            return targets;
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    /**
     * Waits for all requests in progress, and for replaced versions to close, so that only retained memory is counted.
     */
    private SoakMemory.Sample sample(LocalRuntime runtime, SoakMemory memory, int request) throws InterruptedException {
        underWay.acquire(UNDER_WAY);
        long end = System.nanoTime() + DRAINED.toNanos();
        while (loaded(runtime) > 1 && System.nanoTime() < end) SaturatingLoad.pause(Duration.ofMillis(1));
        SoakMemory.Sample now =
                memory.sample(request, loaded(runtime), runtime.experts().usedBytes());
        underWay.release(UNDER_WAY);
        return now;
    }

    private static int loaded(LocalRuntime runtime) {
        return runtime.experts().models().size();
    }

    private void reload(LocalRuntime runtime, List<ModelPack> versions, int reload) {
        ModelPack next = versions.get(reload % VERSIONS);
        String before =
                versions.get((reload + 1) % VERSIONS).manifest().version().value();
        runtime.serve(next);
        runtime.service().unload(pack.manifest().name(), new VersionNumber(before));
    }

    private void send(LocalRuntime runtime, SoakKind kind, SoakRequests made) throws InterruptedException {
        underWay.acquire();
        CompletableFuture<InferenceAnswer> answer;
        try {
            answer = runtime.service().infer(made.call(kind));
        } catch (PlatformException e) {
            ended(kind, e);
            return;
        }
        var _ = answer.whenComplete((given, failure) -> ended(kind, failure));
        if (kind == SoakKind.ABANDONED) answer.cancel(true);
    }

    private void ended(SoakKind kind, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            (kind.mayBeAnswered() ? answered : wrong).incrementAndGet();
        } else if (kind == SoakKind.ABANDONED || (cause instanceof PlatformException e && kind.mayFailWith(e.code()))) {
            refused.incrementAndGet();
        } else {
            wrong.incrementAndGet();
        }
        underWay.release();
    }
}
