package io.trivium.core.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final CircuitBreaker breaker = new CircuitBreaker(
            new CircuitBreaker.Settings(3, 10, 0.5, Duration.ofSeconds(1), Duration.ofSeconds(10)), now::get);

    @Test
    void opensAfterConsecutiveFailures() {
        fail(2);
        succeed(1);
        fail(2);
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
        fail(1);
        assertEquals(CircuitBreaker.State.OPEN, breaker.state());
        assertNull(breaker.tryAcquire());
        assertEquals(1, breaker.openings());
    }

    @Test
    void opensAtTheFailureRateOfAFullWindow() {
        for (int i = 0; i < 4; i++) {
            succeed(1);
            fail(1);
        }
        succeed(1);
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
        fail(1);
        assertEquals(CircuitBreaker.State.OPEN, breaker.state());
    }

    @Test
    void forgetsFailuresThatLeaveTheWindow() {
        for (int round = 0; round < 20; round++) {
            fail(2);
            succeed(3);
        }
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
    }

    @Test
    void letsOneCallThroughWhenThePauseIsOver() {
        fail(3);
        pass(Duration.ofMillis(999));
        assertNull(breaker.tryAcquire());
        pass(Duration.ofMillis(1));
        CircuitBreaker.Permit probe = breaker.tryAcquire();
        assertNotNull(probe);
        assertEquals(CircuitBreaker.State.HALF_OPEN, breaker.state());
        assertNull(breaker.tryAcquire());
        probe.succeeded();
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
        assertNotNull(breaker.tryAcquire());
    }

    @Test
    void doublesThePauseUpToTenSeconds() {
        fail(3);
        Duration[] pauses = {
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10)
        };
        for (Duration pause : pauses) {
            pass(pause.minusMillis(1));
            assertNull(breaker.tryAcquire(), "before " + pause);
            pass(Duration.ofMillis(1));
            CircuitBreaker.Permit probe = breaker.tryAcquire();
            assertNotNull(probe, "after " + pause);
            probe.failed();
        }
    }

    @Test
    void startsWithTheShortestPauseAgainOnceItWasClosed() {
        fail(3);
        pass(Duration.ofSeconds(1));
        fail(1);
        pass(Duration.ofSeconds(2));
        succeed(1);
        fail(3);
        pass(Duration.ofSeconds(1));
        assertNotNull(breaker.tryAcquire());
    }

    @Test
    void givesAnAbandonedProbeToTheNextCaller() {
        fail(3);
        pass(Duration.ofSeconds(1));
        CircuitBreaker.Permit probe = breaker.tryAcquire();
        assertNotNull(probe);
        probe.abandoned();
        assertNotNull(breaker.tryAcquire());
    }

    @Test
    void heedsOnlyTheFirstReportOfACall() {
        CircuitBreaker.Permit permit = breaker.tryAcquire();
        assertNotNull(permit);
        for (int i = 0; i < 5; i++) permit.failed();
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
    }

    @Test
    void learnsNothingFromCallsThatBeganBeforeItOpened() {
        CircuitBreaker.Permit early = breaker.tryAcquire();
        assertNotNull(early);
        fail(3);
        early.succeeded();
        assertEquals(CircuitBreaker.State.OPEN, breaker.state());
        pass(Duration.ofSeconds(1));
        succeed(1);
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
    }

    @Test
    void isNeverClosedToAServerThatWorksForLongerThanTenSeconds() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var time = new AtomicLong();
            var tested = new CircuitBreaker(CircuitBreaker.Settings.DEFAULT, time::get);
            for (int i = 0; i < 500; i++) {
                CircuitBreaker.Permit permit = tested.tryAcquire();
                if (permit != null) {
                    switch (random.nextInt(4)) {
                        case 0 -> permit.succeeded();
                        case 1 -> permit.abandoned();
                        default -> permit.failed();
                    }
                }
                time.addAndGet(random.nextLong(Duration.ofSeconds(1).toNanos()));
            }
            time.addAndGet(Duration.ofSeconds(10).toNanos());
            CircuitBreaker.Permit permit = tested.tryAcquire();
            assertNotNull(permit, "seed " + seed);
            permit.succeeded();
            assertEquals(CircuitBreaker.State.CLOSED, tested.state(), "seed " + seed);
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new CircuitBreaker.Settings(0, 10, 0.5, second, second));
        assertThrows(IllegalArgumentException.class, () -> new CircuitBreaker.Settings(1, 10, 1.5, second, second));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CircuitBreaker.Settings(1, 10, 0.5, second, Duration.ofMillis(1)));
    }

    @Test
    void spendsNoMoreRetriesThanCallsHaveEarned() {
        var budget = new RetryBudget(2, 0.1);
        assertTrue(budget.spend());
        assertTrue(budget.spend());
        int spent = 0;
        for (int i = 0; i < 1000; i++) {
            budget.earn();
            spent += budget.spend() ? 1 : 0;
        }
        assertEquals(100, spent);
    }

    @Test
    void closesWhenAskedToAndForgetsTheLongPause() {
        fail(3);
        pass(Duration.ofSeconds(10));
        acquired().failed();
        breaker.close();
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
        acquired().succeeded();
        breaker.close();
        assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) acquired().failed();
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) acquired().succeeded();
    }

    private CircuitBreaker.Permit acquired() {
        CircuitBreaker.@Nullable Permit permit = breaker.tryAcquire();
        if (permit == null) throw new AssertionError("the circuit lets nothing pass: " + breaker.state());
        return permit;
    }
}
