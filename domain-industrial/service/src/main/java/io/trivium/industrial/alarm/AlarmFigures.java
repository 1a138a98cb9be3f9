package io.trivium.industrial.alarm;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Performance of the alarm system (the measures of ISA-18.2 and EEMUA 191), over announced alarms.
 *
 * @param perTenMinutes a bar for each ten minutes, those without alarms included
 * @param floods that overlap the period, the latest first
 * @param mostFrequent the ten most frequent
 * @param longestStanding the ten that have been active the longest
 * @param averagePerHour over the time observed
 * @param percentOfTimeInFlood in [0, 100], of the time observed
 * @param observedFrom begin of the requested period, or the first reading if that is later
 */
public record AlarmFigures(
        List<AlarmBar> perTenMinutes,
        List<AlarmFlood> floods,
        List<AlarmTally> mostFrequent,
        List<AlarmView> longestStanding,
        double averagePerHour,
        double percentOfTimeInFlood,
        Instant observedFrom) {

    /** Alarms announced in the ten minutes from then on. */
    public record AlarmBar(Instant at, long alarms) {}

    /**
     * A period with more alarms than an operator can follow.
     *
     * @param to null while it continues
     * @param cause of most of its alarms
     */
    public record AlarmFlood(
            UUID floodId,
            Instant from,
            @Nullable Instant to,
            long alarms,
            @Nullable String cause,
            List<AlarmTally> topConditions) {}

    /** The number of announcements of one alarm. */
    public record AlarmTally(String condition, String assetName, long alarms) {}
}
