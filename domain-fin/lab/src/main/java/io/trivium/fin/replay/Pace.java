package io.trivium.fin.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The speed of recorded time: {@code 1} is real time, {@code 60} a minute in a second, {@code max} without waiting.
 *
 * @param speed recorded seconds per second, or infinity
 */
public record Pace(double speed) {
    public static final Pace MAX = new Pace(Double.POSITIVE_INFINITY);

    public Pace {
        if (!(speed > 0)) throw new IllegalArgumentException("speed must be above 0 or max: " + speed);
    }

    public static Pace parse(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("max")) return MAX;
        try {
            return new Pace(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("speed must be a number such as 60, or max: " + text, e);
        }
    }

    /** Waits, on one thread, so that recorded time keeps the pace. Not thread-safe. */
    final class Clock {
        private @Nullable Instant first;
        private long startedNanos;

        /** @throws InterruptedException when the thread is interrupted while it waits */
        void await(Instant recorded) throws InterruptedException {
            if (speed == Double.POSITIVE_INFINITY) return;
            Instant origin = first;
            if (origin == null) {
                first = recorded;
                startedNanos = System.nanoTime();
                return;
            }
            double recordedNanos = (double) Duration.between(origin, recorded).toNanos();
            sleepUntil(startedNanos + (long) (recordedNanos / speed));
        }
    }

    /** Waits until {@link System#nanoTime()} reaches the given time. */
    public static void sleepUntil(long nanoTime) throws InterruptedException {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            if (Thread.interrupted()) throw new InterruptedException();
        }
    }
}
