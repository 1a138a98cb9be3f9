package io.trivium.industrial.reading;

import io.trivium.industrial.asset.TagRef;
import io.trivium.industrial.quality.QualityReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a reading of a known tag is stored or not. One rule for the door and for the consumer of the topic.
 *
 * @param earliest the oldest readings that are kept, microseconds since 1970
 * @param latest what no sensor's clock may be beyond, microseconds since 1970
 */
public record ReadingLimits(long earliest, long latest) {

    /** The limits at a moment: the retention of readings, and the tolerance for clocks that are ahead. */
    public static ReadingLimits at(Instant now, Duration keepReadings, Duration clockTolerance) {
        return new ReadingLimits(EpochMicros.of(now.minus(keepReadings)), EpochMicros.of(now.plus(clockTolerance)));
    }

    /**
     * What is wrong with a reading: {@code CLOCK_AHEAD} and {@code CLOCK_BEHIND} are not stored, {@code OUT_OF_RANGE} is
     * stored as uncertain; null when nothing is wrong.
     *
     * @param atMicros time at the sensor, microseconds since 1970
     */
    public @Nullable QualityReason issue(TagRef tag, long atMicros, double value) {
        QualityReason time = timeIssue(atMicros);
        if (time != null) return time;
        return tag.isPossible(value) ? null : QualityReason.OUT_OF_RANGE;
    }

    /** As {@link #issue}, of the time alone. */
    public @Nullable QualityReason timeIssue(long atMicros) {
        if (atMicros > latest) return QualityReason.CLOCK_AHEAD;
        return atMicros < earliest ? QualityReason.CLOCK_BEHIND : null;
    }

    /**
     * One sentence about a reading with an issue, saying what to do.
     *
     * @param at time of the reading as the sender wrote it
     */
    public static String detail(QualityReason reason, Series series, Instant at) {
        return switch (reason) {
            case UNKNOWN_SOURCE ->
                "No asset has the source " + series.source()
                        + ". Give it to an asset, then replay the dead letters of industrial.reading.v1.";
            case UNKNOWN_TAG ->
                "The asset has no tag " + series.tag()
                        + ". Add it, then replay the dead letters of industrial.reading.v1.";
            case CLOCK_AHEAD ->
                "The time of " + series.tag() + " is too far ahead: " + at + ". Check the sensor's clock.";
            case CLOCK_BEHIND -> "The time of " + series.tag() + " is older than what is kept: " + at + ".";
            case OUT_OF_RANGE -> series.tag() + " is outside of its range; stored as uncertain.";
            case NOT_A_NUMBER, WRONG_TYPE -> "The value of " + series.tag() + " at " + at + " is no number.";
            case DUPLICATE -> "There is a reading of " + series.tag() + " at " + at + " already; its value is kept.";
            case OVERSIZE, UNREADABLE, MISSING_BIRTH, DUPLICATE_BIRTH, SEQUENCE_GAP, UNKNOWN_ALIAS, STALE_DEATH ->
                series.tag();
            case NO_VALUE,
                    UNKNOWN_NODE,
                    QUEUE_OVERFLOW,
                    SUBSCRIPTION_LOST,
                    SERVER_REFUSES,
                    CERTIFICATE_REFUSED,
                    CERTIFICATE_EXPIRES -> series.tag();
        };
    }
}
