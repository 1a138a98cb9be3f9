package io.trivium.industrial.alarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** What holds for all alarms. */
@ConfigMapping(prefix = "platform.industrial.alarm")
public interface AlarmConfig {

    /** Longest time for which a person may put an alarm aside. */
    @WithDefault("24h")
    Duration longestShelving();

    /** Whether this process escalates alarms, ends shelvings and floods; any number of processes may. */
    @WithDefault("true")
    boolean upkeep();

    /**
     * How long it is kept what became of alarms: occurrences that are over and have no work order, events but for those of
     * an alarm that is active, floods. Figures over a year need a year of them.
     */
    @WithDefault("400d")
    @DurationMin(days = 1)
    Duration keep();
}
