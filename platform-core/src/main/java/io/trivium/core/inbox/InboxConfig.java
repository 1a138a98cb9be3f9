package io.trivium.core.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long processed events are remembered. */
@ConfigMapping(prefix = "platform.inbox")
public interface InboxConfig {

    /** After this time an event could have its effect again; keep it above the retention of all topics consumed. */
    @WithDefault("45d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration retention();

    /** Time between two looks for events that may be forgotten. */
    @WithDefault("10m")
    @DurationMin(millis = 1)
    @DurationMax(days = 7)
    Duration purgeInterval();
}
