package io.trivium.runtime.learning.release.figure;

import io.trivium.runtime.learning.release.figure.Tally.Ending;
import java.util.concurrent.atomic.LongAdder;

/** Counts how requests or copies ended. Thread-safe. */
final class FaultTally {
    private final LongAdder asked = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder notFinite = new LongAdder();
    private final LongAdder degraded = new LongAdder();

    void count(Ending ending) {
        asked.increment();
        switch (ending) {
            case ERROR -> errors.increment();
            case NOT_FINITE -> notFinite.increment();
            case DEGRADED -> degraded.increment();
            case ANSWERED, LATE -> {}
        }
    }

    Faults faults() {
        return new Faults(asked.sum(), errors.sum(), notFinite.sum(), degraded.sum());
    }
}
