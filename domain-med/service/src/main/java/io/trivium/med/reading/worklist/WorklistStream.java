package io.trivium.med.reading.worklist;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Notifies clients of changes of their worklist; they then request it again. The database is queried at most once a
 * period for a tenant, however many clients listen. A stream ends after some minutes, so that the client's session is
 * checked again when it reconnects. Thread-safe.
 */
@ApplicationScoped
class WorklistStream {

    private static final Duration PERIOD = Duration.ofMillis(1_500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SEND_WITHIN = Duration.ofSeconds(20);
    private static final long RECONNECT_MS = 1_000;

    private final WorklistRepository worklist;
    private final InstantSource clock;
    private final Map<TenantId, Look> looks = new ConcurrentHashMap<>();

    private record Look(Instant at, String fingerprint) {}

    WorklistStream(WorklistRepository worklist, InstantSource clock) {
        this.worklist = worklist;
        this.clock = clock;
    }

    /** Blocks while the client listens; meant for a virtual thread. */
    void run(TenantId tenant, @Nullable String known, SseEventSink sink, Sse sse) throws InterruptedException {
        Instant until = clock.instant().plus(LONGEST);
        Instant heard = clock.instant();
        String told = known;
        try (sink) {
            if (!send(
                    sink,
                    sse.newEventBuilder()
                            .comment("worklist")
                            .reconnectDelay(RECONNECT_MS)
                            .build())) {
                return;
            }
            while (!sink.isClosed() && clock.instant().isBefore(until)) {
                String now = fingerprint(tenant);
                if (!now.equals(told)) {
                    if (!send(sink, changed(sse, now))) return;
                    told = now;
                    heard = clock.instant();
                } else if (clock.instant().isAfter(heard.plus(HEARTBEAT))) {
                    if (!send(sink, sse.newEventBuilder().comment("still here").build())) return;
                    heard = clock.instant();
                }
                TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
            }
        }
    }

    private String fingerprint(TenantId tenant) {
        Look known = looks.get(tenant);
        if (known != null && clock.instant().isBefore(known.at().plus(PERIOD))) return known.fingerprint();
        Look look = new Look(clock.instant(), worklist.fingerprint(tenant));
        looks.put(tenant, look);
        return look.fingerprint();
    }

    private static OutboundSseEvent changed(Sse sse, String fingerprint) {
        return sse.newEventBuilder()
                .name("changed")
                .id(fingerprint)
                .data("worklist")
                .build();
    }

    /** Waits until the client took the event. @return false when it is gone */
    private static boolean send(SseEventSink sink, OutboundSseEvent event) throws InterruptedException {
        if (sink.isClosed()) return false;
        try {
            sink.send(event).toCompletableFuture().get(SEND_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return false;
        }
    }
}
