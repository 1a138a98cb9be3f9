package io.trivium.core.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private static final long SECOND = 1_000_000_000L;

    private final RequestRate rate = new RequestRate(10, 5);

    private int admitted(String caller, int requests, long now) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            if (rate.admit(caller, now).isZero()) admitted++;
        }
        return admitted;
    }

    @Test
    void letsTheBurstThroughAndNoMore() {
        assertEquals(5, admitted("a", 100, 0));
    }

    @Test
    void letsTheRateThroughForLong() {
        int admitted = 0;
        for (int tick = 0; tick < 1_000; tick++) admitted += admitted("a", 1, tick * SECOND / 100);
        assertTrue(admitted >= 100 && admitted <= 105, admitted + " in ten seconds");
    }

    @Test
    void saysHowLongToWait() {
        admitted("a", 5, 0);
        assertEquals(Duration.ofMillis(100), rate.admit("a", 0));
        assertEquals(Duration.ZERO, rate.admit("a", SECOND / 10));
    }

    @Test
    void countsEachCallerByItself() {
        admitted("a", 100, 0);
        assertEquals(5, admitted("b", 100, 0));
    }

    @Test
    void holdsWhereTheClockPassesItsLargestNumber() {
        long now = Long.MAX_VALUE - 1;
        assertEquals(5, admitted("a", 100, now));
        assertEquals(5, admitted("a", 100, now + SECOND));
    }

    @Test
    void staysTrueWithMoreCallersThanItRemembers() {
        admitted("a", 5, 0);
        for (int i = 0; i < 20_000; i++) rate.admit("caller-" + i, SECOND / 100);
        assertEquals(0, admitted("a", 10, SECOND / 20));
    }
}
