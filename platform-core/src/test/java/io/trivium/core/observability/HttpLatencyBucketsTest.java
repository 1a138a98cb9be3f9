package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpLatencyBucketsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    HttpLatencyBucketsTest() {
        meters.config().meterFilter(new HttpLatencyBuckets().httpLatencyBuckets());
    }

    private double below(String timer, int bucket) {
        return meters.get(timer)
                .timer()
                .takeSnapshot()
                .histogramCounts()[bucket]
                .count();
    }

    @Test
    void countsRequestsByHowLongTheyTook() {
        meters.timer("http.server.requests").record(Duration.ofMillis(30));
        meters.timer("http.server.requests").record(Duration.ofMillis(300));
        assertEquals(0, below("http.server.requests", 0));
        assertEquals(1, below("http.server.requests", 1));
        assertEquals(2, below("http.server.requests", 4));
    }

    @Test
    void leavesOtherTimersAsTheyAre() {
        meters.timer("core.inference.client.duration").record(Duration.ofMillis(30));
        assertEquals(
                0,
                meters.get("core.inference.client.duration")
                        .timer()
                        .takeSnapshot()
                        .histogramCounts()
                        .length);
    }
}
