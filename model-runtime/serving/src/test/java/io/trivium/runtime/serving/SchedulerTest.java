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
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.execution.ModelLoader;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import io.trivium.runtime.testing.FixedServingConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One worker and models whose slices a test controls, so that the order of slices is the scheduler's choice. */
class SchedulerTest {
    private static final ModelLoader NONE = pack -> {
        throw new IllegalStateException("models are given, not loaded");
    };
    private static final Duration LONG = Duration.ofSeconds(30);

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private InferenceService service = new InferenceService(FixedServingConfig.of(1), NONE, meters);

    @AfterEach
    void stop() {
        service.stop();
    }

    private void restart(FixedServingConfig config) {
        service.stop();
        meters = new SimpleMeterRegistry();
        service = new InferenceService(config, NONE, meters);
    }

    private FakeModel serve(String name, LatencyClass latencyClass, int slices, FakeModel.OnSlice onSlice) {
        return serve(new FakeModel(name, latencyClass, slices, (slice, rows) -> {
            ran.add(name + slice);
            onSlice.run(slice, rows);
        }));
    }

    private FakeModel serve(FakeModel model) {
        service.add(model);
        service.makeDefault(model.name(), new VersionNumber("1"));
        return model;
    }

    private static void nothing(int slice, List<Float> rows) {}

    private CompletableFuture<InferenceAnswer> infer(String model, float x, Duration timeout) {
        return infer(model, x, timeout, "", Optional.empty());
    }

    private CompletableFuture<InferenceAnswer> infer(
            String model, float x, Duration timeout, String tenant, Optional<LatencyClass> latencyClass) {
        ByteBuffer data = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(0, x);
        return service.infer(new InferenceCall(
                new ModelName(model),
                Optional.empty(),
                List.of(Tensor.of("x", TensorType.FP32, new long[] {1, 1}, data)),
                List.of(),
                tenant.isEmpty() ? null : new TenantId(tenant),
                0,
                latencyClass,
                Optional.of(timeout)));
    }

    private static float answer(CompletableFuture<InferenceAnswer> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS).outputs().getFirst().data().getFloat(0);
    }

    private static RuntimeErrorCode codeOf(CompletableFuture<InferenceAnswer> answer) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
        return (RuntimeErrorCode)
                assertInstanceOf(PlatformException.class, e.getCause()).code();
    }

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) Thread.onSpinWait();
    }

    /** Keeps the one worker in a slice of near-real-time work until the latch falls. */
    private void occupy(CountDownLatch until) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FakeModel model = new FakeModel("busy", LatencyClass.NEAR_REAL_TIME, 1, (slice, rows) -> {
            begun.countDown();
            awaitQuietly(until);
        });
        serve(model);
        var _ = infer("busy", 0, LONG);
        assertTrue(begun.await(30, TimeUnit.SECONDS));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tellsARunningSliceOfMoreUrgentWorkOnly() throws Exception {
        List<Boolean> told = new ArrayList<>();
        List<CompletableFuture<InferenceAnswer>> answers = new ArrayList<>();
        FakeModel[] models = new FakeModel[2];
        models[0] = serve("card", LatencyClass.INTERACTIVE, 1, SchedulerTest::nothing);
        models[1] = serve("study", LatencyClass.BULK, 1, (slice, rows) -> {
            if (!told.isEmpty()) return;
            told.add(models[1].moreUrgent.getAsBoolean());
            answers.add(infer("study", 2, LONG));
            told.add(models[1].moreUrgent.getAsBoolean());
            answers.add(infer("card", 3, LONG));
            told.add(models[1].moreUrgent.getAsBoolean());
        });
        assertEquals(1, answer(infer("study", 1, LONG)));
        assertEquals(3, answer(answers.get(1)));
        assertEquals(List.of(false, false, true), told);
    }

    @Test
    void runsUrgentWorkBetweenTwoSlicesOfOtherWork() throws Exception {
        AtomicReference<CompletableFuture<InferenceAnswer>> urgent = new AtomicReference<>();
        AtomicReference<CompletableFuture<InferenceAnswer>> soon = new AtomicReference<>();
        serve("card", LatencyClass.INTERACTIVE, 1, SchedulerTest::nothing);
        serve("alarm", LatencyClass.NEAR_REAL_TIME, 2, (slice, rows) -> {
            if (slice == 0) urgent.set(infer("card", 2, LONG));
        });
        serve("study", LatencyClass.BULK, 3, (slice, rows) -> {
            if (slice == 0) soon.set(infer("alarm", 3, LONG));
        });
        assertEquals(1, answer(infer("study", 1, LONG)));
        assertEquals(2, answer(urgent.get()));
        assertEquals(3, answer(soon.get()));
        assertEquals(List.of("study0", "alarm0", "card0", "alarm1", "study1", "study2"), ran);
    }

    @Test
    void takesTheEarliestDeadlineFirstAndEvenBeforeWorkThatHasBegun() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        occupy(free);
        List<CompletableFuture<InferenceAnswer>> answers = new ArrayList<>();
        AtomicReference<CompletableFuture<InferenceAnswer>> hurried = new AtomicReference<>();
        serve("late", LatencyClass.BULK, 2, (slice, rows) -> {
            if (slice == 0) hurried.set(infer("middle", 0, Duration.ofSeconds(20)));
        });
        serve("middle", LatencyClass.BULK, 1, SchedulerTest::nothing);
        serve("early", LatencyClass.BULK, 1, SchedulerTest::nothing);
        answers.add(infer("late", 0, Duration.ofSeconds(28)));
        answers.add(infer("early", 0, Duration.ofSeconds(25)));
        free.countDown();
        for (CompletableFuture<InferenceAnswer> each : answers) answer(each);
        answer(hurried.get());
        assertEquals(List.of("early0", "late0", "middle0", "late1"), ran);
    }

    @Test
    void givesBulkItsShareHoweverMuchIsUrgent() throws Exception {
        service.stop();
        meters = new SimpleMeterRegistry();
        // Slices report fixed times: otherwise a busy machine would affect the shares of the classes.
        AtomicLong clock = new AtomicLong();
        service = new InferenceService(
                FixedServingConfig.of(1).withSlice(Duration.ofMillis(1)), NONE, meters, clock::get);
        AtomicLong urgentSlices = new AtomicLong();
        AtomicReference<CompletableFuture<InferenceAnswer>> bulk = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        serve("study", LatencyClass.BULK, 20, (slice, rows) -> clock.addAndGet(1_000_000));
        serve("card", LatencyClass.INTERACTIVE, 1, (slice, rows) -> {
            if (bulk.get() == null) {
                bulk.set(infer("study", 1, LONG));
                asked.countDown();
            }
            if (!bulk.get().isDone()) {
                var _ = infer("card", 0, LONG);
            }
            clock.addAndGet(1_000_000);
            urgentSlices.incrementAndGet();
        });
        var _ = infer("card", 0, LONG);
        awaitQuietly(asked);
        assertEquals(1, answer(bulk.get()));
        double share = 20. / (20 + urgentSlices.get());
        assertTrue(share > 0.08 && share < 0.2, () -> "bulk got " + share + " of the worker");
    }

    @Test
    void givesUpBetweenTwoSlicesWhatHasExpired() throws Exception {
        FakeModel study = serve("study", LatencyClass.BULK, 3, (slice, rows) -> {
            if (slice == 1) spin(Duration.ofMillis(60));
        });
        assertEquals(RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED, codeOf(infer("study", 1, Duration.ofMillis(50))));
        assertEquals(2, answer(infer("study", 2, LONG)));
        assertEquals(List.of("study0", "study1", "study0", "study1", "study2"), ran);
        assertEquals(0, study.open.get());
        assertEquals(
                1, meters.get(ClassQueue.MISSES).tag("class", "bulk").counter().count());
        service.unload(new ModelName("study"), new VersionNumber("1"));
        assertEquals(0, study.references());
    }

    @Test
    void givesUpBetweenTwoSlicesWhatNobodyWaitsFor() throws Exception {
        AtomicReference<CompletableFuture<InferenceAnswer>> own = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch known = new CountDownLatch(1);
        FakeModel study = serve("study", LatencyClass.BULK, 3, (slice, rows) -> {
            begun.countDown();
            awaitQuietly(known);
            if (slice == 1 && rows.contains(1f)) own.get().cancel(true);
        });
        own.set(infer("study", 1, LONG));
        awaitQuietly(begun);
        known.countDown();
        assertEquals(2, answer(infer("study", 2, LONG)));
        assertEquals(List.of("study0", "study1", "study0", "study1", "study2"), ran);
        assertEquals(0, study.open.get());
        assertEquals(
                1,
                meters.get(ServingMetrics.FAILURES)
                        .tag("model", "study")
                        .tag("reason", "canceled")
                        .counter()
                        .count());
    }

    @Test
    void joinsWhatWaitsOnlyAsFarAsTheMostUrgentDeadlineAllows() {
        LoadedModel model = new LoadedModel(
                new FakeModel("sum", LatencyClass.INTERACTIVE, 1, SchedulerTest::nothing),
                new ModelLoad(new ModelName("sum"), new SimpleMeterRegistry()));
        model.runs.record(1, 2_000_000);
        WaitingRequests waiting = new WaitingRequests(model);
        for (int i = 0; i < 20; i++) waiting.add(task(model, 1_000, 1_000 + (10 + i) * 1_000_000L));
        List<InferenceTask> dropped = new ArrayList<>();
        assertEquals(4, waiting.takeBatch(1_000, dropped).tasks().size(), "4 rows of 2 ms fit 10 ms, 8 do not");
        assertEquals(List.of(), dropped);
        model.runs.record(16, 3_000_000);
        assertEquals(16, waiting.takeBatch(1_000, dropped).tasks().size(), "16 rows were seen to take 3 ms");
    }

    @Test
    void holdsABatchBackNoLongerThanItsDeadlineAllows() {
        String serving = "maxBatch: 64, maxDelayMicros: 20000, queueCapacity: 100";
        LoadedModel model = new LoadedModel(
                new FakeModel("sum", LatencyClass.INTERACTIVE, 1, serving, SchedulerTest::nothing),
                new ModelLoad(new ModelName("sum"), new SimpleMeterRegistry()));
        model.runs.record(1, 2_000_000);
        WaitingRequests waiting = new WaitingRequests(model);
        waiting.add(task(model, 0, 100_000_000));
        assertEquals(20_000_000, waiting.holdNanos(0));
        assertEquals(5_000_000, waiting.holdNanos(15_000_000));
        waiting.add(task(model, 0, 10_000_000));
        assertEquals(2_000_000, waiting.holdNanos(0), "four rows, were they to come, would take 8 of its 10 ms");
    }

    private static InferenceTask task(LoadedModel model, long accepted, long deadline) {
        Tensor x = Tensor.of("x", TensorType.FP32, new long[] {1, 1}, ByteBuffer.allocateDirect(4));
        return new InferenceTask(
                model, java.util.Map.of("x", x), List.of("y"), null, LatencyClass.INTERACTIVE, 1, accepted, deadline);
    }

    @Test
    void refusesAtOnceWhenAClassIsFullAndMakesRoomByDroppingWhatHasExpired() throws Exception {
        restart(FixedServingConfig.of(1).withQueues(2));
        CountDownLatch free = new CountDownLatch(1);
        occupy(free);
        serve("card", LatencyClass.INTERACTIVE, 1, SchedulerTest::nothing);
        serve("study", LatencyClass.BULK, 1, SchedulerTest::nothing);
        CompletableFuture<InferenceAnswer> patient = infer("study", 1, LONG);
        CompletableFuture<InferenceAnswer> hurried = infer("study", 2, Duration.ofMillis(20));
        PlatformException refused = assertThrows(PlatformException.class, () -> infer("study", 3, LONG));
        assertEquals(RuntimeErrorCode.INFERENCE_QUEUE_FULL, refused.code());
        assertEquals("the bulk queue is full", refused.detail());
        assertEquals(1, refused.details().get("retryAfter"));
        CompletableFuture<InferenceAnswer> urgent = infer("card", 4, LONG);
        assertEquals(RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED, codeOf(hurried));
        CompletableFuture<InferenceAnswer> next = infer("study", 5, LONG);
        ClassState bulk = service.classes().getLast();
        assertEquals(LatencyClass.BULK, bulk.latencyClass());
        assertEquals(2, bulk.waiting());
        assertEquals(2, bulk.capacity());
        assertEquals(1, bulk.refusals());
        assertEquals(1, bulk.deadlineMisses());
        assertEquals(1, service.classes().get(1).running());
        assertEquals(
                1,
                meters.get(ClassQueue.PENDING)
                        .tag("class", "interactive")
                        .gauge()
                        .value());
        free.countDown();
        assertEquals(1, answer(patient));
        assertEquals(4, answer(urgent));
        assertEquals(5, answer(next));
        // In either order: bulk work that waited for long is owed its share.
        assertEquals(List.of("card0", "study0"), ran.stream().sorted().toList(), "the two studies ran as one batch");
    }

    @Test
    void servesLessUrgentlyOnRequestButNotMoreUrgently() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        occupy(free);
        serve("card", LatencyClass.INTERACTIVE, 1, SchedulerTest::nothing);
        serve("study", LatencyClass.BULK, 1, SchedulerTest::nothing);
        var rescoring = infer("card", 1, LONG, "", Optional.of(LatencyClass.BULK));
        assertEquals(1, service.classes().getLast().waiting());
        PlatformException refused = assertThrows(
                PlatformException.class, () -> infer("study", 1, LONG, "", Optional.of(LatencyClass.INTERACTIVE)));
        assertEquals(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, refused.code());
        free.countDown();
        assertEquals(1, answer(rescoring));
    }

    @Test
    void keepsTenantsApartThatHaveAnswersOfTheirOwn() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        occupy(free);
        FakeModel model = new FakeModel("card", LatencyClass.INTERACTIVE, 1, (slice, rows) -> ran.add("card" + rows));
        model.withVariants = Set.of(new TenantId("bank-b"));
        model.report = new ExecutionReport(List.of("layer-0/fin-01"), true);
        serve(model);
        List<CompletableFuture<InferenceAnswer>> answers = new ArrayList<>();
        String[] tenants = {"bank-a", "bank-b", "bank-c", "bank-b"};
        for (int i = 0; i < tenants.length; i++) answers.add(infer("card", i, LONG, tenants[i], Optional.empty()));
        free.countDown();
        for (int i = 0; i < tenants.length; i++) assertEquals(i, answer(answers.get(i)));
        assertEquals(List.of(new TenantId("bank-a"), new TenantId("bank-b")), model.tenants);
        assertEquals(List.of("card[0.0, 2.0]", "card[1.0, 3.0]"), ran);
        assertTrue(answers.getFirst().get().report().degraded());
        assertEquals(
                List.of("layer-0/fin-01"), answers.getFirst().get().report().experts());
    }

    @Test
    void failsOnlyTheRequestThatRunsOutOfMemory() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        occupy(free);
        FakeModel model = serve("card", LatencyClass.INTERACTIVE, 1, (slice, rows) -> {
            if (rows.contains(2f)) throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });
        CompletableFuture<InferenceAnswer> one = infer("card", 1, LONG);
        CompletableFuture<InferenceAnswer> two = infer("card", 2, LONG);
        CompletableFuture<InferenceAnswer> three = infer("card", 3, LONG);
        free.countDown();
        assertEquals(1, answer(one));
        assertEquals(RuntimeErrorCode.MODEL_FAILED, codeOf(two));
        assertEquals(3, answer(three));
        assertEquals(0, model.open.get());
        assertEquals(1, model.references());
        assertEquals(4, answer(infer("card", 4, LONG)), "the worker lives on");
    }

    @Test
    void failsWhatTheDrainHadNoTimeFor() throws Exception {
        restart(FixedServingConfig.of(1).withDrainTimeout(Duration.ofMillis(10)));
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        FakeModel study = serve("study", LatencyClass.BULK, 2, (slice, rows) -> {
            begun.countDown();
            awaitQuietly(free);
        });
        CompletableFuture<InferenceAnswer> running = infer("study", 1, LONG);
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        CompletableFuture<InferenceAnswer> waiting = infer("study", 2, LONG);
        service.stop();
        assertEquals(RuntimeErrorCode.INFERENCE_QUEUE_FULL, codeOf(waiting));
        assertFalse(running.isDone(), "a slice cannot be taken back");
        PlatformException refused = assertThrows(PlatformException.class, () -> infer("study", 3, LONG));
        assertEquals(RuntimeErrorCode.MODEL_NOT_FOUND, refused.code());
        free.countDown();
        assertEquals(RuntimeErrorCode.INFERENCE_QUEUE_FULL, codeOf(running));
        assertEquals(0, study.open.get());
        assertEquals(0, study.references());
    }
}
