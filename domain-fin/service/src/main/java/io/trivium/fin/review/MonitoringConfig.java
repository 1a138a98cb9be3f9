package io.trivium.fin.review;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The capacity of the desk, and the thresholds at which its figures raise an alarm. */
@ConfigMapping(prefix = "platform.fin.monitoring")
public interface MonitoringConfig {

    /** Whether this process writes the roll-ups. */
    @WithDefault("true")
    boolean enabled();

    /** Longest time a decision waits in memory before it is in the roll-ups. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 10)
    Duration flushEvery();

    /** Alerts that the desk can look at in a day. */
    @WithDefault("400")
    @Min(1)
    int reviewsPerDay();

    /** Decisions that either side of a comparison must have; with fewer it reports that and raises no alarm. */
    @WithDefault("500")
    @Min(50)
    int sampleFloor();

    /** Age from which a decision without a fraud label counts as genuine in the calibration. */
    @WithDefault("30d")
    @DurationMin(seconds = 0)
    @DurationMax(days = 3650)
    Duration maturity();

    /** Time without a label from {@link #labelSource} after which the feed counts as stalled, while decisions are made. */
    @WithDefault("24h")
    @DurationMin(minutes = 1)
    @DurationMax(days = 365)
    Duration labelStallAfter();

    /** The source that must not fall silent. */
    @WithDefault("chargeback")
    String labelSource();

    /** Days that one request may span. */
    @WithDefault("400")
    @Min(1)
    @Max(4000)
    int longestRangeDays();
}
