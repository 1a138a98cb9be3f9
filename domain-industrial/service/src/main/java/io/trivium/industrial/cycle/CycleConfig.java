package io.trivium.industrial.cycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for detecting and judging cycles. */
@ConfigMapping(prefix = "platform.industrial.cycle")
public interface CycleConfig {

    /** Whether this process detects and judges cycles; any number of processes may. */
    @WithDefault("true")
    boolean judge();

    /**
     * Profiles of asset types, as {@code train industrial} writes them next to a pack: files, or folders that contain
     * them.
     */
    Optional<List<Path>> profiles();

    /** Longest wait for the model runtime. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 5)
    Duration timeout();

    /**
     * Wait after the time of a reading before cycles are detected from it; later readings are late, and their cycles
     * are detected again.
     */
    @WithDefault("4s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration settle();

    /** How far back late readings change cycles. */
    @WithDefault("2d")
    @DurationMin(seconds = 0)
    @DurationMax(days = 365)
    Duration longestLate();

    /** A cycle that waited for the model runtime for so long stays unjudged. */
    @WithDefault("1d")
    @DurationMin(seconds = 1)
    @DurationMax(days = 365)
    Duration giveUp();

    /** Number of good cycles of a job with which others are compared; the first ones of a job count as good. */
    @WithDefault("8")
    @Min(5)
    @Max(24)
    int reference();

    /** How long cycles are kept. */
    @WithDefault("400d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keep();
}
