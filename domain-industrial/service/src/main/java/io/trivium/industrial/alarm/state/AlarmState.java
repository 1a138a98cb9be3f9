package io.trivium.industrial.alarm.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of one alarm, of one asset and condition. What the process does and what people do are kept apart, so that an alarm
 * that is shelved still knows what it is when it comes back.
 *
 * @param active the condition holds
 * @param acknowledged somebody has seen the last time it became active
 * @param shelvedUntil put aside by a person until then; null if it is not
 * @param suppressedByDesign put aside by a rule, such as one for a machine that stands
 * @param outOfService put aside for maintenance, until somebody puts it back
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

    /** What an operator is shown (ISA-18.2, alarm state transition diagram). */
    public enum Shown {
        NORMAL,
        /** Active, and nobody has acknowledged it. */
        UNACKNOWLEDGED,
        ACKNOWLEDGED,
        /** Over before anybody acknowledged it. */
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

    /** What is shown at that moment. Out of service goes before suppression, and suppression before shelving. */
    public Shown shown(Instant now) {
        if (outOfService) {
            return Shown.OUT_OF_SERVICE;
        }
        if (suppressedByDesign) {
            return Shown.SUPPRESSED_BY_DESIGN;
        }
        if (isShelved(now)) {
            return Shown.SHELVED;
        }
        if (active) {
            return acknowledged ? Shown.ACKNOWLEDGED : Shown.UNACKNOWLEDGED;
        }
        return acknowledged ? Shown.NORMAL : Shown.RETURNED_UNACKNOWLEDGED;
    }

    public boolean isShelved(Instant now) {
        return shelvedUntil != null && now.isBefore(shelvedUntil);
    }

    /** Whether the alarm calls for somebody: it stands in the list and sounds. */
    public boolean isAnnounced(Instant now) {
        return switch (shown(now)) {
            case UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED_UNACKNOWLEDGED -> true;
            case NORMAL, SHELVED, SUPPRESSED_BY_DESIGN, OUT_OF_SERVICE -> false;
        };
    }
}
