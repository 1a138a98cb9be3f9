package io.trivium.runtime.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DrainRateTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void tellsTheTimeUntilTheQueueHasDrained() {
        DrainRate rate = new DrainRate(0);
        for (int i = 1; i <= 100; i++) rate.left(i * SECOND / 100);
        assertEquals(100, rate.perSecond(SECOND), 5);
        assertEquals(1, rate.retryAfterSeconds(50, SECOND));
        assertEquals(5, rate.retryAfterSeconds(480, SECOND));
        assertEquals(30, rate.retryAfterSeconds(1_000_000, SECOND), "no caller is refused for longer");
    }

    @Test
    void saysOneSecondBeforeAnythingHasLeft() {
        assertEquals(1, new DrainRate(0).retryAfterSeconds(500, SECOND / 10));
    }

    @Test
    void seesThatNothingLeavesAnyMore() {
        DrainRate rate = new DrainRate(0);
        for (int i = 1; i <= 100; i++) rate.left(i * SECOND / 100);
        double fast = rate.perSecond(SECOND);
        assertEquals(fast / 2, rate.perSecond(2 * SECOND), 1);
        assertEquals(fast / 4, rate.perSecond(3 * SECOND), 1);
    }

    @Test
    void doesNotTakeAnEmptyQueueForASlowOne() {
        DrainRate rate = new DrainRate(0);
        for (int i = 1; i <= 100; i++) rate.left(i * SECOND / 100);
        double fast = rate.perSecond(SECOND);
        rate.restart(1_000 * SECOND);
        assertEquals(fast, rate.perSecond(1_000 * SECOND + 1));
    }
}
