package io.trivium.industrial.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one tag's readings against a limit, by the time at the sensor. A reading that is older than one seen before changes
 * nothing: what is past is past for an alarm. Not thread-safe.
 */
public final class LimitWatch {
    private final AlarmLimit limit;
    private boolean active;
    private @Nullable Instant pendingSince;
    private @Nullable Instant latest;

    public LimitWatch(AlarmLimit limit) {
        this.limit = limit;
    }

    public boolean isActive() {
        return active;
    }

    /** What a reading brings about, if anything. */
    public Optional<AlarmEvent> follow(Instant at, double value) {
        if (latest != null && at.isBefore(latest)) {
            return Optional.empty();
        }
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
        if (Duration.between(since, at).compareTo(delay) < 0) {
            return Optional.empty();
        }
        active = !active;
        pendingSince = null;
        return Optional.of(active ? new AlarmEvent.Raised() : new AlarmEvent.Cleared());
    }
}
