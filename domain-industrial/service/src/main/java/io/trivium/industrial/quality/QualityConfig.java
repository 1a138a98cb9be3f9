package io.trivium.industrial.quality;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** When an asset counts as silent, and how long counts are kept. */
@ConfigMapping(prefix = "platform.industrial.quality")
public interface QualityConfig {

    /** Shortest time without a reading after which an asset counts as silent. */
    @WithDefault("60s")
    @DurationMin(millis = 1)
    @DurationMax(days = 30)
    Duration silentAfter();

    /** An asset whose slowest tag is read more seldom is silent after so many of that tag's intervals. */
    @WithDefault("5")
    @Min(2)
    @Max(1000)
    int silentIntervals();

    /** How long counts of issues are kept. */
    @WithDefault("90d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration retention();
}
