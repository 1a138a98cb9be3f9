package io.trivium.core.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines("deadlines-test");
    private final BlockingQueue<String> passed = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        deadlines.close();
    }

    private Deadlines.Watch watch(long millisFromNow, String name) {
        return deadlines.watch(
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisFromNow), () -> passed.add(name));
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) names.add(String.valueOf(passed.poll(10, TimeUnit.SECONDS)));
        return names;
    }

    @Test
    void tellsInTheOrderOfTheDeadlinesNotOfTheirArrival() throws InterruptedException {
        long now = System.nanoTime();
        watch(600_000, "much later");
        deadlines.watch(now + TimeUnit.MILLISECONDS.toNanos(60), () -> passed.add("second"));
        deadlines.watch(now + TimeUnit.MILLISECONDS.toNanos(30), () -> passed.add("first"));

        assertEquals(List.of("first", "second"), next(2));
        assertTrue(System.nanoTime() - now >= TimeUnit.MILLISECONDS.toNanos(60));
        assertEquals(1, deadlines.size());
    }

    @Test
    void tellsOfADeadlineThatHasPassedAlready() throws InterruptedException {
        watch(-1, "late");
        assertEquals(List.of("late"), next(1));
    }

    @Test
    void keepsTwoOfTheSameTimeApart() throws InterruptedException {
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        deadlines.watch(at, () -> passed.add("a"));
        deadlines.watch(at, () -> passed.add("b"));
        assertEquals(List.of("a", "b"), next(2));
    }

    @Test
    void forgetsWhatEndsInTime() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) watch(60_000, "cancelled").cancel();
        watch(50, "kept");

        assertEquals(List.of("kept"), next(1));
        assertTrue(passed.stream().noneMatch("cancelled"::equals), passed::toString);
        assertEquals(0, deadlines.size());
    }
}
