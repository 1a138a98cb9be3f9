package io.trivium.runtime.learning.variant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings for the upkeep of variants. */
@ConfigMapping(prefix = "platform.runtime.learning.variant")
public interface VariantConfig {
    /** Whether this process ends variants that must not serve any more; every process serves the recorded variants. */
    @WithDefault("true")
    boolean watch();

    /** Time between two checks that the models serve the recorded variants, and of their failures. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration interval();
}
