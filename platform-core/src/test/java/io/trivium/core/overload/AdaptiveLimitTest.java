package io.trivium.core.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.overload.AdaptiveLimit.Bounds;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
    private static final Bounds BOUNDS = new Bounds(4, 64, 512, 0, Duration.ofMillis(50));

    private final AtomicLong clock = new AtomicLong();

    private AdaptiveLimit limit(Bounds bounds) {
        return new AdaptiveLimit(bounds, clock::get);
    }

    @Test
    void refusesOneMoreThanTheLimit() {
        AdaptiveLimit limit = new AdaptiveLimit(new Bounds(1, 2, 2, 0, Duration.ofMillis(50)));
        assertTrue(limit.tryAcquire());
        assertTrue(limit.tryAcquire());
        assertFalse(limit.tryAcquire());
        limit.releaseUnmeasured();
        assertTrue(limit.tryAcquire());
        assertEquals(2, limit.underWay());
    }

    @Test
    void fallsToWhatIsDoneInTimeAndNoLower() {
        AdaptiveLimit limit = limit(BOUNDS);
        serve(limit, 200, 10_000);
        // a server of 200 items a second has ten of them in progress for 50 ms
        assertTrue(limit.limit() >= 6 && limit.limit() <= 12, "limit " + limit.limit());
        serve(limit, 1, 2_000);
        assertEquals(4, limit.limit());
    }

    @Test
    void risesAgainWhenItIsReachedAndAnswersAreQuick() {
        AdaptiveLimit limit = limit(BOUNDS);
        serve(limit, 1, 2_000);
        serve(limit, 2_000, 20_000);
        assertTrue(limit.limit() >= 60 && limit.limit() <= 120, "limit " + limit.limit());
    }

    @Test
    void staysWhereNobodyReachesIt() {
        AdaptiveLimit limit = limit(BOUNDS);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(limit.tryAcquire());
            limit.release(Duration.ofMillis(1));
        }
        assertEquals(64, limit.limit());
    }

    @Test
    void refusesBoundsThatContradict() {
        assertThrows(IllegalArgumentException.class, () -> new Bounds(0, 1, 1, 0, Duration.ofMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> new Bounds(5, 4, 8, 0, Duration.ofMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> new Bounds(1, 4, 8, 0, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new Bounds(1, 4, 8, -1, Duration.ofMillis(1)));
    }

    @Test
    void doesNotLetACrowdWaitForSeconds() {
        AdaptiveLimit limit = limit(new Bounds(4, 512, 512, 0, Duration.ofMillis(50)));
        // an eighth at a time would take 24 windows, 3.8 seconds, to come to sixteen
        serve(limit, 200, 4 * 32);
        assertTrue(limit.limit() <= 16, "limit " + limit.limit());
    }

    @Test
    void staysOpenAfterAPause() {
        AdaptiveLimit limit = limit(BOUNDS);
        // the limit is reached during a pause, and what it held up is answered at once
        assertEquals(64, acquireAll(limit));
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        for (int i = 0; i < 64; i++) {
            clock.addAndGet(Duration.ofMillis(1).toNanos());
            limit.release(Duration.ofSeconds(5));
        }
        assertEquals(64, limit.limit());
    }

    @Test
    void staysWhileFewAreSlowForLong() {
        AdaptiveLimit limit = limit(BOUNDS);
        // 300 a second that take 100 ms: thirty in progress, and their pace is the callers'
        for (int i = 0; i < 30; i++) assertTrue(limit.tryAcquire());
        for (int i = 0; i < 1_000; i++) {
            clock.addAndGet(1_000_000_000L / 300);
            limit.release(Duration.ofMillis(100));
            assertTrue(limit.tryAcquire());
        }
        assertEquals(64, limit.limit());
    }

    @Test
    void letsABurstInAfterASecondBelowTheLimit() {
        AdaptiveLimit limit = limit(new Bounds(4, 4, 512, 6, Duration.ofMillis(50)));
        assertEquals(10, acquireAll(limit));
        for (int i = 0; i < 10; i++) limit.releaseUnmeasured();
        clock.addAndGet(Duration.ofMillis(900).toNanos());
        // the limit was reached within the last second
        assertEquals(4, acquireAll(limit));
        limit.releaseUnmeasured();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(7, acquireAll(limit));
    }

    @Test
    void letsNoBurstInWhileACrowdStays() {
        AdaptiveLimit limit = limit(new Bounds(4, 4, 512, 6, Duration.ofMillis(500)));
        int begun = acquireAll(limit);
        for (int i = 0; i < 100; i++) {
            clock.addAndGet(Duration.ofMillis(100).toNanos());
            limit.releaseUnmeasured();
            begun += acquireAll(limit);
        }
        // six of the hundred completed items belonged to the burst and were not replaced
        assertEquals(4 + 6 + 100 - 6, begun);
    }

    @Test
    void noBurstGoesBeyondTheMost() {
        AdaptiveLimit limit = limit(new Bounds(1, 2, 3, 32, Duration.ofMillis(50)));
        assertEquals(3, acquireAll(limit));
    }

    private static int acquireAll(AdaptiveLimit limit) {
        int begun = 0;
        while (limit.tryAcquire()) begun++;
        return begun;
    }

    /** Callers enough for any limit; one item after the other, each taking as long as all in progress before it. */
    private void serve(AdaptiveLimit limit, double perSecond, int items) {
        for (int i = 0; i < items; i++) {
            while (limit.tryAcquire()) {}
            clock.addAndGet((long) (1e9 / perSecond));
            limit.release(Duration.ofNanos((long) (limit.underWay() * 1e9 / perSecond)));
        }
        while (limit.underWay() > 0) limit.releaseUnmeasured();
    }
}
