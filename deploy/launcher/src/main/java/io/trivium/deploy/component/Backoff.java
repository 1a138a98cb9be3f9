package io.trivium.deploy.component;

import java.time.Duration;

/** Pause before a component is started again: doubles with each failure in a row, forgotten after a good while. */
public final class Backoff {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(30);
    /** A process that was ready for this long failed for a new reason. */
    static final Duration GOOD_WHILE = Duration.ofSeconds(60);

    private int failures;

    /** Pause after one more failure. */
    public Duration next(Duration readyFor) {
        if (readyFor.compareTo(GOOD_WHILE) >= 0) failures = 0;
        long factor = 1L << Math.min(failures, 16);
        failures++;
        Duration pause = FIRST.multipliedBy(factor);
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
