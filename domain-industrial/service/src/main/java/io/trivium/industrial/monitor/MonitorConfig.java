package io.trivium.industrial.monitor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How assets are watched. */
@ConfigMapping(prefix = "platform.industrial.monitor")
public interface MonitorConfig {

    /** Whether this process watches assets; any number of processes may, each asset is watched by one at a time. */
    @WithDefault("true")
    boolean watch();

    /** Wait for readings that are under way before a row is judged. What comes later is not judged any more. */
    @WithDefault("2s")
    Duration settle();
}
