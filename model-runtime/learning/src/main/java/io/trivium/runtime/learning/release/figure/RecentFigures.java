package io.trivium.runtime.learning.release.figure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The recent counts, so that a fault that begins after a good day does not have to outweigh the day: between one and
 * two times a length back from now. Thread-safe.
 */
public final class RecentFigures {
    private final Duration length;
    private final Map<Key, Marks> marks = new HashMap<>();

    public RecentFigures(Duration length) {
        this.length = length;
    }

    private record Key(UUID release, Side side) {}

    /**
     * Counts with their times.
     *
     * @param since time of {@code latest}
     * @param before one length or more earlier, from which counting starts
     */
    private record Marks(Instant since, Figures before, Figures latest) {}

    /**
     * The recent counts.
     *
     * @param all the counts of this process since the version was promoted
     */
    public synchronized Figures of(UUID release, Side side, Figures all, Instant now) {
        Key key = new Key(release, side);
        Marks known = marks.computeIfAbsent(key, _ -> new Marks(now, Figures.NONE, Figures.NONE));
        if (!now.isBefore(known.since().plus(length))) {
            known = new Marks(now, known.latest(), all);
            marks.put(key, known);
        }
        return all.minus(known.before());
    }

    /** Forgets all other releases. */
    public synchronized void keep(Collection<UUID> releases) {
        marks.keySet().removeIf(key -> !releases.contains(key.release()));
    }
}
