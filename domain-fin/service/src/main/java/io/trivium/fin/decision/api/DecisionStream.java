package io.trivium.fin.decision.api;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.DecisionCursor;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's decisions to one client, for as long as it listens: first what it missed, then what is made. It waits for
 * the client to take each event; a client that falls behind loses the oldest and gets an event {@code gap} that says how
 * many. After some minutes the stream ends, so that the client's session is checked again when it comes back.
 */
@ApplicationScoped
class DecisionStream {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SEND_WITHIN = Duration.ofSeconds(20);
    private static final int CAPACITY = 512;
    private static final int RESUME_LIMIT = 500;
    private static final long RECONNECT_MS = 1_000;

    private final DecisionFeed feed;
    private final DecisionRepository decisions;
    private final InstantSource clock;

    DecisionStream(DecisionFeed feed, DecisionRepository decisions, InstantSource clock) {
        this.feed = feed;
        this.decisions = decisions;
        this.clock = clock;
    }

    /** Blocks while the client listens; meant for a virtual thread. */
    void run(TenantId tenant, @Nullable DecisionCursor place, SseEventSink sink, Sse sse) throws InterruptedException {
        Instant until = clock.instant().plus(LONGEST);
        // Subscribed before looking back, so that nothing falls between the two.
        try (sink;
                DecisionSubscription subscription = feed.subscribe(tenant, CAPACITY)) {
            if (!send(
                    sink,
                    sse.newEventBuilder()
                            .comment("decisions")
                            .reconnectDelay(RECONNECT_MS)
                            .build())) {
                return;
            }
            Set<String> sent = new HashSet<>();
            if (place != null && !resume(tenant, place, sent, sink, sse)) return;
            while (!sink.isClosed()
                    && !subscription.isClosed()
                    && clock.instant().isBefore(until)) {
                DecisionSubscription.Batch batch = subscription.take(HEARTBEAT);
                if (batch.decisions().isEmpty()
                        && !send(
                                sink,
                                sse.newEventBuilder().comment("still here").build())) {
                    return;
                }
                if (batch.dropped() > 0 && !send(sink, gap(sse, batch.dropped()))) return;
                for (AuthorizationDecided decision : batch.decisions()) {
                    if (!sent.contains(decision.authorizationId())
                            && !send(sink, event(sse, DecisionView.of(decision)))) {
                        return;
                    }
                }
            }
        }
    }

    private boolean resume(TenantId tenant, DecisionCursor place, Set<String> sent, SseEventSink sink, Sse sse)
            throws InterruptedException {
        List<DecisionView> missed = decisions.after(tenant, place, RESUME_LIMIT + 1);
        if (missed.size() > RESUME_LIMIT) {
            // Disconnected for too long: the newest decisions are in the list the client loads; it is notified of the
            // gap.
            return send(sink, gap(sse, missed.size()));
        }
        for (DecisionView view : missed) {
            if (sent.add(view.authorizationId()) && !send(sink, event(sse, view))) return false;
        }
        // Made before this stream subscribed and not stored yet.
        for (AuthorizationDecided decision : feed.recent(tenant)) {
            boolean later = !decision.decidedAt().isBefore(place.decidedAt())
                    && !decision.authorizationId().equals(place.authorizationId());
            if (later && sent.add(decision.authorizationId()) && !send(sink, event(sse, DecisionView.of(decision)))) {
                return false;
            }
        }
        return true;
    }

    private static OutboundSseEvent event(Sse sse, DecisionView view) {
        return sse.newEventBuilder()
                .name("decision")
                .id(new DecisionCursor(view.decidedAt(), view.authorizationId()).encode())
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(DecisionView.class, view)
                .build();
    }

    private static OutboundSseEvent gap(Sse sse, long dropped) {
        return sse.newEventBuilder()
                .name("gap")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Gap.class, new Gap(dropped))
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

    /** Decisions the client was not sent: at least this many. */
    record Gap(long dropped) {}
}
