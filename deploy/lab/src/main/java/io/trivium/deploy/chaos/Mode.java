package io.trivium.deploy.chaos;

import java.time.Duration;

/** How a link behaves. */
sealed interface Mode {
    /** As if the proxy were not there. */
    record Pass() implements Mode {}

    /**
     * What is read waits before it goes on, in its order; 64 KiB are under way at most.
     *
     * @param jitter added to the delay, evenly drawn from nothing to this
     */
    record Delay(Duration delay, Duration jitter) implements Mode {}

    /**
     * So much comes through, and no more.
     *
     * @param bytesPerSecond of each connection in each direction
     */
    record Throttle(int bytesPerSecond) implements Mode {
        public Throttle {
            if (bytesPerSecond < 1) throw new IllegalArgumentException("nothing passes at " + bytesPerSecond + " B/s");
        }
    }

    /** Connections are reset, new ones too. */
    record Cut() implements Mode {}

    /** New connections are taken and nothing comes through, either way. */
    record BlackHole() implements Mode {}

    /** As a black hole in one direction; the other passes. */
    record HalfOpen(Direction lost) implements Mode {}

    /**
     * All comes through in small pieces.
     *
     * @param largest bytes written at once, before a moment's pause
     */
    record Slice(int largest) implements Mode {
        public Slice {
            if (largest < 1) throw new IllegalArgumentException("a slice has a byte at least: " + largest);
        }
    }

    /** Nothing is read: all waits in its place and goes on when the link is unclogged. */
    record Clog() implements Mode {}

    /** Whether what comes from there is lost. */
    default boolean swallows(Direction direction) {
        return switch (this) {
            case BlackHole _ -> true;
            case HalfOpen half -> half.lost() == direction;
            case Pass _, Delay _, Throttle _, Cut _, Slice _, Clog _ -> false;
        };
    }
}
