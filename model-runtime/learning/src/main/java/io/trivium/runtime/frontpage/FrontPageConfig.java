package io.trivium.runtime.frontpage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The services of the platform, as its front page shows them. */
@ConfigMapping(prefix = "platform.runtime.front-page")
public interface FrontPageConfig {
    /**
     * Services in the order shown, each {@code name=address} of its management interface; their health is requested
     * from {@code address/q/health/ready}.
     */
    Optional<List<String>> services();

    /** Consoles of these services, each {@code name=address} as a browser reaches it. */
    Optional<List<String>> consoles();

    /** Longest wait for the health of one service. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 5)
    Duration healthTimeout();

    /** The time that an answer is reused before the services are queried again. */
    @WithDefault("3s")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 10)
    Duration healthAge();
}
