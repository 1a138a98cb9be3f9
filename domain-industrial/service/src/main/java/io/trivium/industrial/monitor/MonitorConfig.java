package io.trivium.industrial.monitor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the monitors of assets. */
@ConfigMapping(prefix = "platform.industrial.monitor")
public interface MonitorConfig {

    /** Whether this process watches assets; any number of processes may, each asset is watched by one at a time. */
    @WithDefault("true")
    boolean watch();

    /** Wait for readings that are in progress before a row is judged. Later readings are not judged. */
    @WithDefault("2s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration settle();
}
