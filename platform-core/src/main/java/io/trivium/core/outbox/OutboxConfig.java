package io.trivium.core.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings for sending stored events to Kafka. */
@ConfigMapping(prefix = "platform.outbox")
public interface OutboxConfig {

    /** Whether this process sends stored events; any number of processes may. */
    @WithDefault("true")
    boolean enabled();

    /** Longest wait for events that another process stored; this process's own are sent at once. */
    @WithDefault("250ms")
    Duration pollInterval();

    /** Most events sent in one database transaction. */
    @WithDefault("500")
    @Min(1)
    @Max(10000)
    int batchSize();

    /** How long sent events are kept. */
    @WithDefault("24h")
    Duration retention();

    /** Age of the oldest unsent event from which on the service reports that it is not ready. */
    @WithDefault("5m")
    Duration maxAge();
}
