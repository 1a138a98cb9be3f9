package io.trivium.core.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long processed events are remembered. */
@ConfigMapping(prefix = "platform.inbox")
public interface InboxConfig {

    /** After this time an event could have its effect again; keep it above the retention of all topics consumed. */
    @WithDefault("45d")
    Duration retention();

    /** Time between two looks for events that may be forgotten. */
    @WithDefault("10m")
    Duration purgeInterval();
}
