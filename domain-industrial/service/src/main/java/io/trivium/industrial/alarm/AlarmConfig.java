package io.trivium.industrial.alarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of all alarms. */
@ConfigMapping(prefix = "platform.industrial.alarm")
public interface AlarmConfig {

    /** Longest time for which a person may put an alarm aside. */
    @WithDefault("24h")
    @DurationMin(minutes = 1)
    @DurationMax(days = 365)
    Duration longestShelving();

    /** Whether this process escalates alarms, ends shelvings and floods; any number of processes may. */
    @WithDefault("true")
    boolean upkeep();

    /**
     * How long the history of alarms is kept: ended occurrences without a work order, events except those of an active
     * alarm, floods. Figures over a year need a year of it.
     */
    @WithDefault("400d")
    @DurationMin(days = 1)
    Duration keep();
}
