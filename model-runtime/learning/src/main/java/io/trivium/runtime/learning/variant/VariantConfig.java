package io.trivium.runtime.learning.variant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How variants are looked after. */
@ConfigMapping(prefix = "platform.runtime.learning.variant")
public interface VariantConfig {
    /** Whether this process ends variants that must not serve any more; every process serves what is on record. */
    @WithDefault("true")
    boolean watch();

    /** Time between two looks at whether the models serve the variants on record, and at what failed of them. */
    @WithDefault("5s")
    Duration interval();
}
