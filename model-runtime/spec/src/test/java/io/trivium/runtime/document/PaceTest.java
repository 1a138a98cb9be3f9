package io.trivium.runtime.document;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static long nanos(double share) {
        long began = System.nanoTime();
        Pace pace = new Pace(share);
        for (int piece = 0; piece < 5; piece++) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
            while (System.nanoTime() < end) Thread.onSpinWait();
            pace.rest();
        }
        return System.nanoTime() - began;
    }

    @Test
    void restsForWhatIsWorked() {
        assertTrue(nanos(0.25) >= TimeUnit.MILLISECONDS.toNanos(190));
    }

    @Test
    void restsNoneOfTheTimeWhenAllIsWork() {
        long began = System.nanoTime();
        Pace pace = new Pace(1);
        for (int piece = 0; piece < 1_000; piece++) pace.rest();
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThrows(IllegalArgumentException.class, () -> new Pace(0));
        assertThrows(IllegalArgumentException.class, () -> new Pace(1.1));
        assertThrows(IllegalArgumentException.class, () -> new Pace(Double.NaN));
    }
}
