package io.trivium.industrial.alarm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What holds for all alarms. */
@ConfigMapping(prefix = "platform.industrial.alarm")
public interface AlarmConfig {

    /** Longest time for which a person may put an alarm aside. */
    @WithDefault("24h")
    Duration longestShelving();

    /** Whether this process escalates alarms, ends shelvings and floods; any number of processes may. */
    @WithDefault("true")
    boolean upkeep();
}
