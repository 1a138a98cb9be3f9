package io.trivium.deploy.chaos;

import java.time.Duration;

/** The behaviour of a link. */
sealed interface Mode {
    /** As if the proxy were not there. */
    record Pass() implements Mode {}

    /**
     * Data that was read waits before it is forwarded, in order; at most 64 KiB are in flight.
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

    /** New connections are accepted, but no data passes in either direction. */
    record BlackHole() implements Mode {}

    /** As a black hole in one direction; the other passes. */
    record HalfOpen(Direction lost) implements Mode {}

    /**
     * All data passes in small pieces.
     *
     * @param largest bytes written at once, before a short pause
     */
    record Slice(int largest) implements Mode {
        public Slice {
            if (largest < 1) throw new IllegalArgumentException("a slice has a byte at least: " + largest);
        }
    }

    /** Nothing is read: all data waits and continues when the link is unclogged. */
    record Clog() implements Mode {}

    /** Whether data from that side is lost. */
    default boolean swallows(Direction direction) {
        return switch (this) {
            case BlackHole _ -> true;
            case HalfOpen half -> half.lost() == direction;
            case Pass _, Delay _, Throttle _, Cut _, Slice _, Clog _ -> false;
        };
    }
}
