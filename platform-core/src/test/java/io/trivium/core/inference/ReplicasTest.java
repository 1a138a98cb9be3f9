package io.trivium.core.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.ScriptedInferenceServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of two servers. */
class ReplicasTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScriptedInferenceServer first = ScriptedInferenceServer.start(request -> answer(request, "first"));
    private final ScriptedInferenceServer second = ScriptedInferenceServer.start(request -> answer(request, "second"));
    private final InferenceClient client = InferenceClient.builder(List.of(first.address(), second.address()))
            .circuit(new CircuitBreaker.Settings(3, 40, 0.5, Duration.ofMillis(200), Duration.ofSeconds(2)))
            .build();

    @AfterEach
    void close() {
        client.close();
        first.close();
        second.close();
    }

    @Test
    void spreadsCallsOverBoth() {
        for (int i = 0; i < 20; i++) infer();
        assertEquals(10, first.requests().size());
        assertEquals(10, second.requests().size());
    }

    @Test
    void asksTheOneWithFewerCallsUnderWay() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        first.standing(request -> {
            held.countDown();
            await(release);
            return answer(request, "first");
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> early = threads.submit(this::infer);
            assertTrue(held.await(20, TimeUnit.SECONDS));
            for (int i = 0; i < 10; i++) assertEquals("second", infer());
            release.countDown();
            assertEquals("first", early.get(20, TimeUnit.SECONDS));
        }
        assertEquals(1, first.requests().size());
    }

    @Test
    void losesNoCallWhenOneDiesAndAsksItAgainWhenItIsBack() {
        int port = first.port();
        for (int i = 0; i < 4; i++) infer();
        first.close();
        for (int i = 0; i < 100; i++) assertEquals("second", infer());
        assertEquals(CircuitBreaker.State.CLOSED, client.circuit());
        try (ScriptedInferenceServer back = ScriptedInferenceServer.start(port, request -> answer(request, "first"))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!infer().equals("first")) assertTrue(System.nanoTime() < deadline, "the first is never asked again");
            assertTrue(back.requests().size() >= 1);
        }
    }

    @Test
    void triesAReplicaThatIsBackBesideTheCallsUntilItIsFast() throws Exception {
        client.rehearse(request(PATIENCE));
        int port = first.port();
        first.close();
        for (int i = 0; i < 20; i++) assertEquals("second", infer());
        CountDownLatch rehearsed = new CountDownLatch(50);
        try (ScriptedInferenceServer back = ScriptedInferenceServer.start(port, request -> {
            rehearsed.countDown();
            return answer(request, "first");
        })) {
            assertTrue(rehearsed.await(20, TimeUnit.SECONDS), "it is not rehearsed");
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!infer().equals("first")) assertTrue(System.nanoTime() < deadline, "the first is never asked again");
            assertTrue(back.requests().size() > 50);
        }
    }

    @Test
    void asksTheOtherWhereOneHasNoSuchModelOrIsFull() {
        first.standing(ScriptedInferenceServer.failing(Status.NOT_FOUND));
        for (int i = 0; i < 20; i++) assertEquals("second", infer());
        // Called last for two seconds after it said so; a busy machine needs longer for all calls.
        assertTrue(first.requests().size() < 8, first.requests().size() + " calls to the one without the model");
        first.standing(ScriptedInferenceServer.failing(Status.RESOURCE_EXHAUSTED));
        second.standing(ScriptedInferenceServer.failing(Status.NOT_FOUND));
        assertThrows(InferenceException.class, this::infer);
    }

    @Test
    void prefersTheOneThatHasAllExpertsInMemory() {
        first.standing(request -> answer(request, "first").toBuilder()
                .putParameters(
                        "degraded",
                        InferParameter.newBuilder().setBoolParam(true).build())
                .build());
        for (int i = 0; i < 20; i++) infer();
        assertTrue(first.requests().size() < 8, first.requests().size() + " calls to the one without the expert");
    }

    @Test
    void keepsTheDeadlineAndDoesNotAskAnotherWhenItHasPassed() {
        CountDownLatch release = new CountDownLatch(1);
        first.standing(request -> {
            await(release);
            return answer(request, "first");
        });
        second.standing(request -> {
            await(release);
            return answer(request, "second");
        });
        InferenceException late =
                assertThrows(InferenceException.class, () -> client.infer(request(Duration.ofMillis(200))));
        release.countDown();
        assertEquals(InferenceError.TIMEOUT, late.error());
        assertEquals(1, first.requests().size() + second.requests().size());
    }

    @Test
    void rehearsesOnWhateverAnswersOnceItDoes() {
        int port = first.port();
        first.close();
        second.close();
        assertThrows(InferenceException.class, () -> client.rehearse(request(Duration.ofMillis(500))));
        try (ScriptedInferenceServer back = ScriptedInferenceServer.start(port, request -> answer(request, "first"))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (back.requests().isEmpty()) {
                assertTrue(System.nanoTime() < deadline, "the one that is back is not rehearsed");
                try {
                    client.rehearse(request(Duration.ofSeconds(2)));
                } catch (InferenceException e) {
                    // On a busy machine the new connection may need more than the two seconds of one attempt.
                    assertTrue(
                            Set.of(InferenceError.UNAVAILABLE, InferenceError.TIMEOUT)
                                    .contains(e.error()),
                            () -> "" + e);
                }
            }
            client.resume();
            assertEquals("first", infer());
        }
    }

    @Test
    void failsWhenAllFail() {
        first.close();
        second.close();
        assertThrows(InferenceException.class, this::infer);
    }

    private String infer() {
        return client.infer(request(PATIENCE)).modelVersion();
    }

    private static InferenceRequest request(Duration timeout) {
        return InferenceRequest.of(
                new ModelName("m"),
                new TenantId("demo-bank"),
                timeout,
                InferenceTensor.ofFloats("x", new long[] {1}, new float[] {1}));
    }

    private static ModelInferResponse answer(ModelInferRequest request, String who) {
        return ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setModelVersion(who)
                .setId(request.getId())
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
