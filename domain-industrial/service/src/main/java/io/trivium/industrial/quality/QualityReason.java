package io.trivium.industrial.quality;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The possible issues of readings, or of the messages that contain them. */
public enum QualityReason {
    /** No asset has this source; the readings are among the dead letters. */
    UNKNOWN_SOURCE,
    /** The asset has no tag of this name; the readings are among the dead letters. */
    UNKNOWN_TAG,
    /** NaN or infinite; not stored. */
    NOT_A_NUMBER,
    /** A text, an object or a null if a number belongs; not stored. */
    WRONG_TYPE,
    /** Outside of the tag's range; stored as uncertain. */
    OUT_OF_RANGE,
    /** Later than the present by more than clocks may differ; not stored. */
    CLOCK_AHEAD,
    /** Older than what is kept; not stored. */
    CLOCK_BEHIND,
    /** There already; nothing to do. */
    DUPLICATE,
    /** The message is larger than what is read; not stored. */
    OVERSIZE,
    /** The message is none of its protocol; not stored. */
    UNREADABLE,
    /** Data of an edge node whose birth is not known: held until the birth is requested and arrives. */
    MISSING_BIRTH,
    /** A second birth in one session that was not requested. */
    DUPLICATE_BIRTH,
    /** Messages of an edge node are missing between two that came. */
    SEQUENCE_GAP,
    /** An alias that the last birth does not have; not stored. */
    UNKNOWN_ALIAS,
    /** A death that belongs to an earlier session; passed over. */
    STALE_DEATH,
    /** A server says that it has no value; not stored. */
    NO_VALUE,
    /** A server does not have this node, or does not allow reading it; not read. */
    UNKNOWN_NODE,
    /** A server kept fewer values of a node than there were; the oldest of them are missing. */
    QUEUE_OVERFLOW,
    /** A server did not keep the subscription of this service; a new one was created. */
    SUBSCRIPTION_LOST,
    /** A server refuses this service: its user, its certificate, or the requested protection. */
    SERVER_REFUSES,
    /** A server's certificate is not trusted or wrong; not connected. */
    CERTIFICATE_REFUSED,
    /** A certificate has ended or does so soon. */
    CERTIFICATE_EXPIRES;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The reason of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static QualityReason of(String wireName) {
        for (QualityReason reason : values()) {
            if (reason.wireName.equals(wireName)) return reason;
        }
        throw new IllegalArgumentException("no reason is called " + wireName);
    }
}
