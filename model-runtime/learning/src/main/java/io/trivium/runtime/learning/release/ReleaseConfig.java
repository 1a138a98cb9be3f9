package io.trivium.runtime.learning.release;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings for the promotion of challengers to full traffic, and for their removal. */
@ConfigMapping(prefix = "platform.runtime.learning.release")
public interface ReleaseConfig {
    /** Whether this process decides about releases; every process counts and follows. */
    @WithDefault("true")
    boolean watch();

    /** Time between two checks of the figures. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration interval();

    /** Share of the time of one thread that answers copies of requests, on both versions. */
    @WithDefault("0.2")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double rehearsalShare();

    /** Most copies that wait; further ones are dropped. */
    @WithDefault("64")
    @Min(1)
    int rehearsalQueue();

    /** A copy that runs longer raises the alarm {@code hung}. */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration hangAfter();

    /** Shortest time in shadow. */
    @WithDefault("30m")
    @DurationMin(seconds = 0)
    @DurationMax(days = 365)
    Duration shadowFor();

    /** Fewest copies of requests that both versions answered in shadow. */
    @WithDefault("500")
    @Min(1)
    long shadowRequests();

    /** Share of the requests without a version that are routed to a canary, at most 0.05. */
    @WithDefault("0.05")
    @DecimalMin("0")
    @DecimalMax("0.05")
    double canaryShare();

    /** Shortest time as canary. */
    @WithDefault("1h")
    @DurationMin(seconds = 0)
    @DurationMax(days = 365)
    Duration canaryFor();

    /** Fewest requests that a canary answered. */
    @WithDefault("200")
    @Min(1)
    long canaryRequests();

    /** Whether a person has to approve every promotion. */
    @WithDefault("false")
    boolean approval();

    /** The time that a promoted version is watched and may be rolled back by an alarm. */
    @WithDefault("24h")
    @DurationMin(seconds = 0)
    @DurationMax(days = 365)
    Duration watchFor();

    /**
     * After the promotion, alarms check all counts since then, and the recent counts: between one and two times each of
     * these.
     */
    @WithDefault("30s,15m")
    List<Duration> watchWindows();

    /** Alarm: errors, answers that are not finite or late ones, in excess of the champion's share by at least this. */
    @WithDefault("0.002")
    @DecimalMin("0")
    double faultMargin();

    /** Alarm: degraded answers in excess of the champion's share by at least this. */
    @WithDefault("0.05")
    @DecimalMin("0")
    double degradedMargin();

    /** Alarm: a quantile of the compute time is larger than the champion's, times this, plus {@link #latencySlack}. */
    @WithDefault("1.5")
    @DecimalMin("1")
    double latencyRatio();

    /** Constant part of the limit of {@link #latencyRatio}. */
    @WithDefault("1ms")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 1)
    Duration latencySlack();

    /** Alarm: population stability index of the scores against the champion's on the same requests, above chance. */
    @WithDefault("0.25")
    @DecimalMin("0.05")
    double scoreShift();

    /** Fewest scores for that alarm. */
    @WithDefault("300")
    @Min(50)
    long scoreFloor();

    /** Alarm: mean loss on labelled examples, relative increase over the champion's. */
    @WithDefault("0.05")
    @DecimalMin("0")
    double qualityMargin();

    /** Fewest labelled examples for that alarm. */
    @WithDefault("200")
    @Min(50)
    long qualityFloor();

    /** The time that the counts of a release are kept once it is over. Its steps and alarms stay. */
    @WithDefault("90d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration keepFigures();

    /** The settings that differ by task. */
    Map<String, TaskConfig> tasks();

    /** One task. */
    interface TaskConfig {
        /** As for all tasks. */
        Optional<Boolean> approval();

        /** As for all tasks. */
        Optional<@Min(0) Long> shadowRequests();

        /** As for all tasks. */
        Optional<@DurationMin(seconds = 0) @DurationMax(days = 365) Duration> shadowFor();

        /** As for all tasks. */
        Optional<@Min(0) Long> canaryRequests();

        /** As for all tasks. */
        Optional<@DurationMin(seconds = 0) @DurationMax(days = 365) Duration> canaryFor();

        /** As for all tasks. */
        Optional<@DurationMin(seconds = 0) @DurationMax(days = 365) Duration> watchFor();

        /** As for all tasks. */
        Optional<@DecimalMin("0.05") Double> scoreShift();
    }
}
