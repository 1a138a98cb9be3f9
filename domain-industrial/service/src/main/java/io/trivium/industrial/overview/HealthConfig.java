package io.trivium.industrial.overview;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMin;

/** From when on an asset's remaining life calls for something. */
@ConfigMapping(prefix = "platform.industrial.health")
public interface HealthConfig {

    /** Cycles of remaining life, at the lower end of the interval, below which work has to be planned. */
    @WithDefault("50")
    @DecimalMin("0")
    double planBelowCycles();

    /** Cycles of remaining life, at the lower end of the interval, below which immediate action is required. */
    @WithDefault("15")
    @DecimalMin("0")
    double actBelowCycles();

    /** Score of a monitor from which on an asset is watched; 1 is the asset's limit. */
    @WithDefault("0.8")
    @DecimalMin("0")
    double watchFromScore();
}
