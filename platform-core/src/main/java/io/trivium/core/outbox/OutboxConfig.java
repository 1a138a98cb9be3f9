package io.trivium.core.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for sending stored events to Kafka. */
@ConfigMapping(prefix = "platform.outbox")
public interface OutboxConfig {

    /** Whether this process sends stored events; any number of processes may. */
    @WithDefault("true")
    boolean enabled();

    /** Longest wait for events that another process stored; this process's own are sent at once. */
    @WithDefault("250ms")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 1)
    Duration pollInterval();

    /** Most events sent in one database transaction. */
    @WithDefault("500")
    @Min(1)
    @Max(10000)
    int batchSize();

    /** How long sent events are kept. */
    @WithDefault("24h")
    @DurationMin(seconds = 0)
    @DurationMax(days = 3650)
    Duration retention();

    /** Age of the oldest unsent event from which on the service reports that it is not ready. */
    @WithDefault("5m")
    @DurationMin(millis = 1)
    @DurationMax(days = 1)
    Duration maxAge();
}
