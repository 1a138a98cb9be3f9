package io.trivium.runtime.operation;

import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the state of queues and experts to a client once a second, as long as it listens. After some minutes the stream
 * ends, so that the client's session is checked again when it reconnects. Thread-safe.
 */
@ApplicationScoped
class RuntimeStream {
    private static final int MOST_CLIENTS = 64;
    private static final int EVENTS = 600;
    private static final long SEND_WITHIN_SECONDS = 20;

    private final InferenceService inference;
    private final ExpertOperations experts;
    private final InstantSource clock;
    private final Semaphore clients = new Semaphore(MOST_CLIENTS);
    private final CountDownLatch stopping = new CountDownLatch(1);

    RuntimeStream(InferenceService inference, ExpertOperations experts, InstantSource clock) {
        this.inference = inference;
        this.experts = experts;
        this.clock = clock;
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    void run(@Nullable ModelName model, @Nullable String versionOrAlias, SseEventSink sink, Sse sse)
            throws InterruptedException {
        if (!clients.tryAcquire()) {
            throw new PlatformException(
                    RuntimeErrorCode.INFERENCE_QUEUE_FULL,
                    MOST_CLIENTS + " clients follow the runtime already.",
                    Map.of("retryAfter", 10));
        }
        try (sink) {
            for (int sent = 0; sent < EVENTS && send(sink, event(model, versionOrAlias, sse)); sent++) {
                if (stopping.await(1, TimeUnit.SECONDS)) return;
            }
        } finally {
            clients.release();
        }
    }

    private OutboundSseEvent event(@Nullable ModelName model, @Nullable String versionOrAlias, Sse sse) {
        Instant now = clock.instant();
        RuntimeEvent event = new RuntimeEvent(
                now, QueuesView.of(inference.classes(), now), model == null ? null : grid(model, versionOrAlias));
        return sse.newEventBuilder()
                .name("runtime")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(RuntimeEvent.class, event)
                .build();
    }

    private @Nullable ExpertGridView grid(ModelName model, @Nullable String versionOrAlias) {
        try {
            return experts.grid(model, versionOrAlias);
        } catch (PlatformException e) {
            return null; // not loaded at the moment
        }
    }

    /** Waits until the client took the event. @return false when it has disconnected */
    private static boolean send(SseEventSink sink, OutboundSseEvent event) throws InterruptedException {
        if (sink.isClosed()) return false;
        try {
            sink.send(event).toCompletableFuture().get(SEND_WITHIN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return false;
        }
    }
}
