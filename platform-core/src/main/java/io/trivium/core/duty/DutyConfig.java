package io.trivium.core.duty;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Whether there are several instances of this service. */
@ConfigMapping(prefix = "platform.duty")
public interface DutyConfig {
    /** Whether other instances work on the same database: then one of them is on duty, by a lock there. */
    @WithDefault("false")
    boolean shared();

    /** Time between two checks of the lock. */
    @WithDefault("500ms")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 1)
    Duration interval();
}
