package io.trivium.industrial.alarm.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of one alarm, of one asset and condition. The state of the process and the acts of users are kept separate,
 * so that a shelved alarm has its correct state when it returns.
 *
 * @param active whether the condition holds
 * @param acknowledged whether a user has acknowledged its last activation
 * @param shelvedUntil end of the shelving by a user; null if it is not shelved
 * @param suppressedByDesign suppressed by a rule, such as one for a stopped machine
 * @param outOfService out of service for maintenance, until a user returns it
 * @param activeSince when the condition last began to hold; null before the first time
 */
public record AlarmState(
        boolean active,
        boolean acknowledged,
        @Nullable Instant shelvedUntil,
        boolean suppressedByDesign,
        boolean outOfService,
        @Nullable Instant activeSince) {

    /** An alarm that was never active. */
    public static final AlarmState NORMAL = new AlarmState(false, true, null, false, false, null);

    /** The state shown to an operator (ISA-18.2, alarm state transition diagram). */
    public enum Shown {
        NORMAL,
        /** Active and not acknowledged. */
        UNACKNOWLEDGED,
        ACKNOWLEDGED,
        /** Ended before it was acknowledged. */
        RETURNED_UNACKNOWLEDGED,
        SHELVED,
        SUPPRESSED_BY_DESIGN,
        OUT_OF_SERVICE;

        private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

        @JsonValue
        public String wireName() {
            return wireName;
        }
    }

    /**
     * Returns the state shown at that moment. Out of service takes precedence over suppression, and suppression over
     * shelving.
     */
    public Shown shown(Instant now) {
        if (outOfService) return Shown.OUT_OF_SERVICE;
        if (suppressedByDesign) return Shown.SUPPRESSED_BY_DESIGN;
        if (isShelved(now)) return Shown.SHELVED;
        if (active) return acknowledged ? Shown.ACKNOWLEDGED : Shown.UNACKNOWLEDGED;
        return acknowledged ? Shown.NORMAL : Shown.RETURNED_UNACKNOWLEDGED;
    }

    public boolean isShelved(Instant now) {
        return shelvedUntil != null && now.isBefore(shelvedUntil);
    }

    /** Whether the alarm requires attention: it is in the list and sounds. */
    public boolean isAnnounced(Instant now) {
        return switch (shown(now)) {
            case UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED_UNACKNOWLEDGED -> true;
            case NORMAL, SHELVED, SUPPRESSED_BY_DESIGN, OUT_OF_SERVICE -> false;
        };
    }
}
