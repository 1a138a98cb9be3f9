package io.trivium.runtime.learning.gate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings for the examination of challengers; their limits are in the specification of their task. */
@ConfigMapping(prefix = "platform.runtime.learning.gate")
public interface GateConfig {
    /** Longest time of one examination; gates that are not begun by then have not passed. */
    @WithDefault("10m")
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration budget();
}
