package io.trivium.industrial.overview;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.AlarmView;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells one client what changes, for as long as it listens. It waits for the client to take each event and then sends what is
 * new by then, so a slow client gets fewer events and none that are old; nothing is queued. After some minutes the stream ends,
 * so that the client's session is checked again when it comes back.
 */
@ApplicationScoped
class LiveStream {
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration OVERVIEW = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SEND_WITHIN = Duration.ofSeconds(20);
    private static final long RECONNECT_MS = 1_000;

    private final LiveFeed feed;
    private final PlantPlaces places;
    private final InstantSource clock;

    LiveStream(LiveFeed feed, PlantPlaces places, InstantSource clock) {
        this.feed = feed;
        this.places = places;
        this.clock = clock;
    }

    /** Blocks while the client listens; meant for a virtual thread. */
    void run(TenantId tenant, @Nullable UUID assetId, SseEventSink sink, Sse sse) throws InterruptedException {
        if (assetId != null) places.require(tenant, assetId);
        Instant until = clock.instant().plus(LONGEST);
        Instant heard = clock.instant();
        Instant overviewAt = Instant.EPOCH;
        LiveClient client = new LiveClient();
        try (sink) {
            boolean there = send(
                    sink,
                    sse.newEventBuilder()
                            .comment("plant")
                            .reconnectDelay(RECONNECT_MS)
                            .build());
            while (there && !sink.isClosed() && clock.instant().isBefore(until)) {
                int sent = 0;
                LiveFeed.Changes changes = feed.changes(tenant);
                for (AlarmView alarm : client.newAlarms(changes.alarms())) {
                    there = there && send(sink, event(sse, "alarm", AlarmView.class, alarm));
                    sent++;
                }
                for (LiveEvents.LiveWorkOrder order : client.newOrders(changes.orders())) {
                    there = there && send(sink, event(sse, "work-order", LiveEvents.LiveWorkOrder.class, order));
                    sent++;
                }
                if (!clock.instant().isBefore(overviewAt.plus(OVERVIEW))) {
                    overviewAt = clock.instant();
                    LiveEvents.LiveOverview news = client.newOverview(feed.overview(tenant));
                    if (news != null) {
                        there = there && send(sink, event(sse, "overview", LiveEvents.LiveOverview.class, news));
                        sent++;
                    }
                }
                if (assetId != null) {
                    LiveEvents.LiveReadings news = client.newReadings(assetId, feed.readings(tenant, assetId));
                    if (news != null) {
                        there = there && send(sink, event(sse, "readings", LiveEvents.LiveReadings.class, news));
                        sent++;
                    }
                }
                if (sent > 0) {
                    heard = clock.instant();
                } else if (clock.instant().isAfter(heard.plus(HEARTBEAT))) {
                    there = send(
                            sink, sse.newEventBuilder().comment("still here").build());
                    heard = clock.instant();
                }
                TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
            }
        }
    }

    private static <T> OutboundSseEvent event(Sse sse, String name, Class<T> type, T data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(type, data)
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
