package io.trivium.industrial.bench;

import io.trivium.industrial.reading.EpochMicros;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers the readings of a run, so that each can be found again by its value, and prints those that the broker has taken:
 * source, tag, microseconds since 1970 and value, a line each. Thread-safe.
 */
final class FaultLedger {
    private final PrintStream out;
    private final AtomicLong numbers = new AtomicLong();

    FaultLedger(PrintStream out) {
        this.out = out;
    }

    /** A reading that is sent until it is acknowledged, each time the same. */
    record Reading(String source, String tag, Instant at, long value) {}

    /** A value above zero that no other reading of the run has. */
    long next() {
        return numbers.incrementAndGet();
    }

    void acknowledged(Reading reading) {
        out.println(
                reading.source() + ' ' + reading.tag() + ' ' + EpochMicros.of(reading.at()) + ' ' + reading.value());
    }
}
