package io.trivium.deploy.faults;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One kill -9.
 *
 * @param processes how many were killed at once: PostgreSQL has a process per connection
 * @param mark the first authorization sent after the kill
 * @param decided from the kill until an acknowledged authorization sent after it was decided; null when it never
 *     recovered
 * @param stored from the kill until its row was in PostgreSQL
 */
public record Kill(
        Victim victim,
        Instant at,
        long pid,
        int processes,
        long mark,
        @Nullable Duration decided,
        @Nullable Duration stored) {
    public Kill recovered(Duration newDecided, Duration newStored) {
        return new Kill(victim, at, pid, processes, mark, newDecided, newStored);
    }
}
