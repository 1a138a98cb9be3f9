package io.trivium.deploy.fuzz;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The limits of the search of one target.
 *
 * @param time at most
 * @param executions at most; empty for as many as the time allows
 * @param seed of the search's own choices
 */
public record FuzzLimits(Duration time, OptionalLong executions, int seed) {
    public FuzzLimits {
        if (time.toSeconds() < 1) throw new IllegalArgumentException("a search takes at least a second, not " + time);
    }
}
