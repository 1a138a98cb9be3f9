package io.trivium.industrial.alarm;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the alarm system does (the measures of ISA-18.2 and EEMUA 191), over announced alarms.
 *
 * @param perTenMinutes a bar for each ten minutes, those without alarms included
 * @param floods that touch the time, the latest first
 * @param mostFrequent the ten most frequent
 * @param longestStanding the ten that have held the longest
 * @param averagePerHour over the time observed
 * @param percentOfTimeInFlood in [0, 100], of the time observed
 * @param observedFrom begin of the time asked for, or the first reading where that is later
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
     * More alarms than an operator can follow.
     *
     * @param to null while it goes on
     * @param cause of most of its alarms
     */
    public record AlarmFlood(
            UUID floodId,
            Instant from,
            @Nullable Instant to,
            long alarms,
            @Nullable String cause,
            List<AlarmTally> topConditions) {}

    /** How often one alarm was announced. */
    public record AlarmTally(String condition, String assetName, long alarms) {}
}
