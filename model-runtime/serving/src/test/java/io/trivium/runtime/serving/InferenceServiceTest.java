package io.trivium.runtime.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ModelLoader;
import io.trivium.runtime.execution.SingleGraphLoader;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import io.trivium.runtime.testing.FixedServingConfig;
import io.trivium.runtime.testing.TestPacks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceServiceTest {
    /** Work of the slow model that outlasts all other work of a test. */
    private static final long LONG_WORK = 40_000_000;

    private static final ModelLoader LOADER =
            new SingleGraphLoader(OnnxEnvironment.get(1), Device.CPU, Duration.ofMillis(5));

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InferenceService service = new InferenceService(config(1), LOADER, meters);

    private static ServingConfig config(int workers) {
        return FixedServingConfig.of(workers);
    }

    @AfterEach
    void stop() {
        service.stop();
    }

    private void serve(InferenceService where, ModelPack pack) {
        where.load(pack);
        where.makeDefault(pack.manifest().name(), pack.manifest().version());
    }

    private static Tensor floats(String name, long[] shape, float... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return Tensor.of(name, TensorType.FP32, shape, data);
    }

    private static Tensor longs(String name, long[] shape, long... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return Tensor.of(name, TensorType.INT64, shape, data);
    }

    private static InferenceCall call(String model, Tensor... inputs) {
        return new InferenceCall(
                new ModelName(model),
                Optional.empty(),
                List.of(inputs),
                List.of(),
                null,
                0,
                Optional.empty(),
                Optional.empty());
    }

    private static InferenceCall call(String model, Duration timeout, int priority, Tensor... inputs) {
        return new InferenceCall(
                new ModelName(model),
                Optional.empty(),
                List.of(inputs),
                List.of(),
                null,
                priority,
                Optional.empty(),
                Optional.of(timeout));
    }

    private static float first(InferenceAnswer answer) {
        return answer.outputs().getFirst().data().getFloat(0);
    }

    private static RuntimeErrorCode codeOf(CompletableFuture<InferenceAnswer> answer) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
        return (RuntimeErrorCode)
                assertInstanceOf(PlatformException.class, e.getCause()).code();
    }

    private double failures(String model, InferenceFailure reason) {
        return meters.get(ServingMetrics.FAILURES)
                .tag("model", model)
                .tag("reason", reason.tag())
                .counter()
                .count();
    }

    /** Keeps the one worker busy, so that later requests queue. */
    private CompletableFuture<InferenceAnswer> occupy() throws Exception {
        CompletableFuture<InferenceAnswer> busy = service.infer(call("slow", longs("n", new long[] {1}, LONG_WORK)));
        while (meters.get(ServingMetrics.DEPTH).tag("model", "slow").gauge().value() > 0) Thread.onSpinWait();
        return busy;
    }

    @Test
    void givesEveryCallerItsOwnRowsOfABatch() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        serve(
                service,
                TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0.5f, "maxBatch: 16, queueCapacity: 1000"));
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            CompletableFuture<InferenceAnswer> busy = occupy();
            List<float[]> sent = new ArrayList<>();
            List<CompletableFuture<InferenceAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int rows = 1 + random.nextInt(5);
                float[] x = new float[3 * rows];
                for (int j = 0; j < x.length; j++) x[j] = random.nextInt(1_000);
                sent.add(x);
                answers.add(service.infer(call("sum", floats("x", new long[] {rows, 3}, x))));
            }
            busy.get(30, TimeUnit.SECONDS);
            for (int i = 0; i < sent.size(); i++) {
                Tensor sums = answers.get(i).get(30, TimeUnit.SECONDS).outputs().getFirst();
                float[] x = sent.get(i);
                assertEquals(x.length / 3, sums.size(0), "seed " + seed);
                for (int row = 0; row < x.length / 3; row++) {
                    float expected = x[3 * row] + 2 * x[3 * row + 1] + 3 * x[3 * row + 2] + 0.5f;
                    assertEquals(expected, sums.data().getFloat(4 * row), "seed " + seed + ", request " + i);
                }
            }
        }
        double most =
                meters.get(ServingMetrics.BATCH).tag("model", "sum").summary().max();
        assertTrue(most > 4 && most <= 16, () -> "largest batch " + most);
    }

    @Test
    void answersConcurrentCallersOnSeveralWorkers() throws Exception {
        InferenceService several = new InferenceService(config(3), LOADER, new SimpleMeterRegistry());
        serve(several, TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0, "maxBatch: 8"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                int own = caller;
                results.add(callers.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        float value = own * 1_000 + i;
                        InferenceAnswer answer = several.infer(call("sum", floats("x", new long[] {1, 3}, value, 1, 1)))
                                .get();
                        if (first(answer) != value + 5) return false;
                    }
                    return true;
                }));
            }
            for (Future<Boolean> result : results) assertTrue(result.get(60, TimeUnit.SECONDS));
        } finally {
            several.stop();
        }
    }

    @Test
    void refusesAtOnceWhenTheQueueIsFull() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", "queueCapacity: 2"));
        CompletableFuture<InferenceAnswer> busy = occupy();
        Tensor small = longs("n", new long[] {1}, 1);
        CompletableFuture<InferenceAnswer> one = service.infer(call("slow", small));
        CompletableFuture<InferenceAnswer> two = service.infer(call("slow", small));
        PlatformException refused = assertThrows(PlatformException.class, () -> service.infer(call("slow", small)));
        assertEquals(RuntimeErrorCode.INFERENCE_QUEUE_FULL, refused.code());
        assertEquals(1, refused.details().get("retryAfter"));
        assertEquals(1, failures("slow", InferenceFailure.REJECTED));
        assertEquals((float) LONG_WORK, first(busy.get(30, TimeUnit.SECONDS)));
        assertEquals(1, first(one.get(30, TimeUnit.SECONDS)));
        assertEquals(1, first(two.get(30, TimeUnit.SECONDS)));
    }

    @Test
    void dropsExpiredWorkBeforeItRuns() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        serve(service, TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0, ""));
        CompletableFuture<InferenceAnswer> busy = occupy();
        CompletableFuture<InferenceAnswer> hurried =
                service.infer(call("sum", Duration.ofMillis(5), 0, floats("x", new long[] {1, 3}, 1, 1, 1)));
        assertEquals(RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED, codeOf(hurried));
        assertFalse(busy.isDone(), "the caller heard of its deadline while the worker was busy");
        CompletableFuture<InferenceAnswer> patient =
                service.infer(call("sum", floats("x", new long[] {1, 3}, 1, 1, 1)));
        assertEquals(6, first(patient.get(30, TimeUnit.SECONDS)));
        assertEquals(1, failures("sum", InferenceFailure.EXPIRED));
        assertEquals(
                1,
                meters.get(ServingMetrics.BATCH).tag("model", "sum").summary().count(),
                "the expired request never ran");
    }

    @Test
    void dropsWorkWhoseCallerIsGone() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        CompletableFuture<InferenceAnswer> busy = occupy();
        CompletableFuture<InferenceAnswer> abandoned =
                service.infer(call("slow", longs("n", new long[] {1}, LONG_WORK)));
        CompletableFuture<InferenceAnswer> next = service.infer(call("slow", longs("n", new long[] {1}, 2)));
        abandoned.cancel(true);
        busy.get(30, TimeUnit.SECONDS);
        assertEquals(2, first(next.get(30, TimeUnit.SECONDS)));
        assertEquals(1, failures("slow", InferenceFailure.CANCELED));
    }

    @Test
    void runsHigherPriorityFirst() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        CompletableFuture<InferenceAnswer> busy = occupy();
        List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
        Tensor small = longs("n", new long[] {1}, 1);
        Duration long_ = Duration.ofSeconds(30);
        var last = service.infer(call("slow", long_, 0, small)).thenAccept(answer -> order.add("ordinary"));
        var second = service.infer(call("slow", long_, 2, small)).thenAccept(answer -> order.add("second"));
        var first = service.infer(call("slow", long_, 1, small)).thenAccept(answer -> order.add("first"));
        busy.get(30, TimeUnit.SECONDS);
        CompletableFuture.allOf(last, second, first).get(30, TimeUnit.SECONDS);
        assertEquals(List.of("first", "second", "ordinary"), order);
    }

    @Test
    void failsOnlyTheRequestWhoseAnswerIsNotFinite() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        serve(service, TestPacks.logarithm(folder.resolve("log"), "log"));
        CompletableFuture<InferenceAnswer> busy = occupy();
        CompletableFuture<InferenceAnswer> good = service.infer(call("log", floats("x", new long[] {1, 1}, 1)));
        CompletableFuture<InferenceAnswer> bad = service.infer(call("log", floats("x", new long[] {2, 1}, 1, -1)));
        CompletableFuture<InferenceAnswer> also =
                service.infer(call("log", floats("x", new long[] {1, 1}, (float) Math.E)));
        busy.get(30, TimeUnit.SECONDS);
        assertEquals(RuntimeErrorCode.MODEL_OUTPUT_NOT_FINITE, codeOf(bad));
        assertEquals(0, first(good.get(30, TimeUnit.SECONDS)));
        assertEquals(1, first(also.get(30, TimeUnit.SECONDS)), 1e-6);
        assertEquals(1, failures("log", InferenceFailure.NOT_FINITE));
    }

    @Test
    void failsOnlyTheRequestTheModelCannotRun() throws Exception {
        serve(service, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        serve(service, TestPacks.lookUp(folder.resolve("lookup"), "lookup"));
        CompletableFuture<InferenceAnswer> busy = occupy();
        CompletableFuture<InferenceAnswer> good = service.infer(call("lookup", longs("x", new long[] {1, 1}, 2)));
        CompletableFuture<InferenceAnswer> bad = service.infer(call("lookup", longs("x", new long[] {1, 1}, 99)));
        CompletableFuture<InferenceAnswer> also = service.infer(call("lookup", longs("x", new long[] {1, 1}, 0)));
        busy.get(30, TimeUnit.SECONDS);
        assertEquals(RuntimeErrorCode.MODEL_FAILED, codeOf(bad));
        assertEquals(30, first(good.get(30, TimeUnit.SECONDS)));
        assertEquals(10, first(also.get(30, TimeUnit.SECONDS)));
        assertEquals(1, failures("lookup", InferenceFailure.BACKEND));
    }

    @Test
    void swapsVersionsUnderLoadWithoutAFailedRequest() throws Exception {
        InferenceService busy = new InferenceService(config(2), LOADER, new SimpleMeterRegistry());
        List<ModelPack> packs = new ArrayList<>();
        for (int version = 1; version <= 12; version++) {
            packs.add(
                    TestPacks.weightedSum(folder.resolve("v" + version), "sum", String.valueOf(version), version, ""));
        }
        serve(busy, packs.getFirst());
        AtomicBoolean done = new AtomicBoolean();
        Callable<Integer> caller = () -> {
            int answered = 0;
            while (!done.get()) {
                InferenceAnswer answer = busy.infer(call("sum", floats("x", new long[] {1, 3}, 0, 0, 0)))
                        .get();
                assertEquals(
                        Float.parseFloat(answer.version()), first(answer), "the version named is the version that ran");
                answered++;
            }
            return answered;
        };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> loads = new ArrayList<>();
            for (int i = 0; i < 8; i++) loads.add(callers.submit(caller));
            for (int i = 1; i < packs.size(); i++) {
                serve(busy, packs.get(i));
                busy.unload(new ModelName("sum"), packs.get(i - 1).manifest().version());
                assertEquals(
                        i + 1,
                        first(busy.infer(call("sum", floats("x", new long[] {1, 3}, 0, 0, 0)))
                                .get()));
            }
            done.set(true);
            for (Future<Integer> load : loads) assertTrue(load.get(30, TimeUnit.SECONDS) > 0);
            assertEquals(List.of(new VersionNumber("12")), busy.versions(new ModelName("sum")));
        } finally {
            done.set(true);
            busy.stop();
        }
    }

    @Test
    void answersWhatItAcceptedBeforeItStops() throws Exception {
        InferenceService stopping = new InferenceService(config(1), LOADER, new SimpleMeterRegistry());
        serve(stopping, TestPacks.slow(folder.resolve("slow"), "slow", ""));
        CompletableFuture<InferenceAnswer> one = stopping.infer(call("slow", longs("n", new long[] {1}, 5_000_000)));
        CompletableFuture<InferenceAnswer> two = stopping.infer(call("slow", longs("n", new long[] {1}, 3)));
        stopping.stop();
        assertEquals(5_000_000, first(one.get(1, TimeUnit.SECONDS)));
        assertEquals(3, first(two.get(1, TimeUnit.SECONDS)));
    }

    @Test
    void refusesAGraphThatIsNotWhatItsSpecificationSays() {
        ModelPack good = TestPacks.weightedSum(folder.resolve("good"), "sum", "1", 0, "");
        String spec = TestPacks.spec(
                "sum",
                "- {name: x, dtype: float64, shape: [-1, 4]}\n- {name: z, dtype: int64, shape: [1]}",
                "- {name: total, dtype: float32, shape: [-1, 1]}",
                "");
        ModelPack wrong = TestPacks.write(
                folder.resolve("wrong"), "sum", "2", good.model().array(), spec);
        serve(service, good);
        InvalidPackException e = assertThrows(InvalidPackException.class, () -> service.load(wrong));
        assertEquals(
                List.of(
                        "spec.yaml promises input 'x' as FP64[-1, 4], the graph has FP32[-1, 3]",
                        "spec.yaml promises input 'z', the graph has none",
                        "spec.yaml promises output 'total', the graph has none",
                        "the graph has output 'sum', spec.yaml does not"),
                e.faults());
        ModelPack noGraph = TestPacks.write(
                folder.resolve("nograph"),
                "sum",
                "3",
                new byte[] {1, 2, 3},
                TestPacks.spec(
                        "sum",
                        "- {name: x, dtype: float32, shape: [-1, 3]}",
                        "- {name: sum, dtype: float32, shape: [-1, 1]}",
                        ""));
        assertThrows(InvalidPackException.class, () -> service.load(noGraph));
        assertEquals(List.of(new VersionNumber("1")), service.versions(new ModelName("sum")), "the good one serves on");
    }

    @Test
    void waitsForABatchOnlyWhereTheSpecificationAsksForIt() throws Exception {
        serve(
                service,
                TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0, "maxBatch: 4, maxDelayMicros: 1000000"));
        List<CompletableFuture<InferenceAnswer>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) answers.add(service.infer(call("sum", floats("x", new long[] {1, 3}, i, 0, 0))));
        for (int i = 0; i < 4; i++) assertEquals(i, first(answers.get(i).get(30, TimeUnit.SECONDS)));
        assertTrue(System.nanoTime() - start < 900_000_000, "a full batch does not wait");
        assertEquals(
                1,
                meters.get(ServingMetrics.BATCH).tag("model", "sum").summary().count());
    }
}
