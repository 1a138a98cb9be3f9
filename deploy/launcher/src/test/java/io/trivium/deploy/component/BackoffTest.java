package io.trivium.deploy.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToTheLongestPause() {
        Backoff backoff = new Backoff();
        List<Long> pauses = IntStream.range(0, 9)
                .mapToObj(ignored -> backoff.next(Duration.ZERO).toMillis())
                .toList();
        assertEquals(List.of(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L), pauses);
    }

    @Test
    void forgetsFailuresOfAComponentThatRanForAGoodWhile() {
        Backoff backoff = new Backoff();
        backoff.next(Duration.ZERO);
        backoff.next(Duration.ZERO);
        assertEquals(Backoff.FIRST, backoff.next(Backoff.GOOD_WHILE));
    }

    @Test
    void remembersFailuresOfAComponentThatRanBriefly() {
        Backoff backoff = new Backoff();
        backoff.next(Duration.ZERO);
        assertEquals(Duration.ofSeconds(1), backoff.next(Backoff.GOOD_WHILE.minusMillis(1)));
    }
}
