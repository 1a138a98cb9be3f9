package io.trivium.runtime.learning.variant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How variants are looked after. */
@ConfigMapping(prefix = "platform.runtime.learning.variant")
public interface VariantConfig {
    /** Time between two looks at whether the models serve the variants on record, and at what failed of them. */
    @WithDefault("5s")
    Duration interval();
}
