package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmLimit;
import io.trivium.industrial.alarm.state.AlarmEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one tag's readings against a limit, by the time at the sensor. A reading that is not younger than all seen before
 * changes nothing: what is past is past for an alarm, and what comes again was judged already. Not thread-safe.
 */
public final class LimitWatch {
    private final AlarmLimit limit;
    private boolean active;
    private @Nullable Instant pendingSince;
    private @Nullable Instant latest;

    /**
     * The state of a watch.
     *
     * @param active whether the alarm is raised
     * @param pendingSince since when readings call for the other state; null while they do not
     * @param latest time of the last reading; null before the first
     */
    public record State(
            boolean active,
            @Nullable Instant pendingSince,
            @Nullable Instant latest) {
        /** Before the first reading. */
        public static final State NEW = new State(false, null, null);
    }

    public LimitWatch(AlarmLimit limit) {
        this(limit, State.NEW);
    }

    /** Continues from the state of another watch. */
    public LimitWatch(AlarmLimit limit, State from) {
        this.limit = limit;
        this.active = from.active();
        this.pendingSince = from.pendingSince();
        this.latest = from.latest();
    }

    public State state() {
        return new State(active, pendingSince, latest);
    }

    public boolean isActive() {
        return active;
    }

    /** Processes a reading; returns the resulting event, if any. */
    public Optional<AlarmEvent> follow(Instant at, double value) {
        if (latest != null && !at.isAfter(latest)) return Optional.empty();
        latest = at;
        boolean turning = active ? limit.isBack(value) : limit.isBeyond(value);
        if (!turning) {
            pendingSince = null;
            return Optional.empty();
        }
        Instant since = pendingSince == null ? at : pendingSince;
        pendingSince = since;
        return turn(since, at);
    }

    private Optional<AlarmEvent> turn(Instant since, Instant at) {
        Duration delay = active ? limit.offDelay() : limit.onDelay();
        if (Duration.between(since, at).compareTo(delay) < 0) return Optional.empty();
        active = !active;
        pendingSince = null;
        return Optional.of(active ? new AlarmEvent.Raised() : new AlarmEvent.Cleared());
    }
}
