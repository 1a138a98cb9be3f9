package io.trivium.runtime.learning.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The sources of learning, the judgement of labels and the retention of examples. */
@ConfigMapping(prefix = "platform.runtime.learning")
public interface LearningConfig {
    /** Whether this process stores records of the learning topics. */
    @WithDefault("true")
    boolean consume();

    /** Consumer group of the learning topics. */
    @WithDefault("trivium-runtime-learning")
    String groupId();

    /** Most records of one poll; those of a tenant are one transaction. */
    @WithDefault("200")
    @Min(1)
    @Max(5_000)
    int recordsAtOnce();

    /** How far ahead of this machine's clock the time of an example or label may be. */
    @WithDefault("5m")
    @DurationMin(seconds = 0)
    @DurationMax(days = 1)
    Duration clockTolerance();

    /** Largest magnitude of a floating-point input whose specification gives no limits. */
    @WithDefault("1e15")
    @DecimalMin("1")
    double largestMagnitude();

    /** The retention classes of examples, by name; {@code standard} exists without being configured. */
    Map<String, RetentionClassConfig> retention();

    /** The settings by task: how labels are judged, and when a feed counts as stalled. */
    Map<String, TaskConfig> tasks();

    /** The time that refusals are listed. */
    @WithDefault("30d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration keepRejections();

    /** Time between two searches for expired rows. */
    @WithDefault("1h")
    @DurationMin(millis = 1)
    @DurationMax(days = 7)
    Duration purgeInterval();

    /** Most entries of a manifest; a data set with more is refused. */
    @WithDefault("500000")
    @Min(1)
    @Max(5_000_000)
    int mostEntries();

    /** Longest time that freezing a manifest may take. */
    @WithDefault("10m")
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration freezeTimeout();

    /**
     * Share of the time, above 0 and at most 1, in which data sets are frozen and read, challengers examined and, where
     * updates give way, trained; the rest is left to requests.
     */
    @WithDefault("0.25")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double share();

    /** Fewest examples on either side for a statement about drift. */
    @WithDefault("500")
    @Min(10)
    int driftFloor();

    /** Without a label for this time, while there are examples to label, a task's feed is stalled. */
    @WithDefault("48h")
    @DurationMin(millis = 1)
    @DurationMax(days = 365)
    Duration stallAfter();

    /** The permitted use of the examples of a class, and their retention. */
    interface RetentionClassConfig {
        /** Longest time from the example's own; that of the task's specification, if shorter. */
        Optional<@DurationMin(days = 1) @DurationMax(days = 36500) Duration> keep();

        /** The permitted use of its examples. */
        @WithDefault("training")
        Use use();
    }

    /** One task. */
    interface TaskConfig {
        /** Which of several statements about an example counts. */
        @WithDefault("latest")
        LabelRule rule();

        /** For the rule {@code precedence}, the strongest first: {@code source}, {@code source:label} or {@code *}. */
        Optional<List<String>> precedence();

        /**
         * The task's labels, the graver first: it counts when a source stated both at the same time. Others are
         * refused.
         */
        Optional<List<String>> labels();

        /** Weight of an example by the source of its label; 1 for sources that are not named. */
        Map<String, @DecimalMin("0.0") @DecimalMax("1000") Double> weights();

        /** Age from which examples are used for learning: before it, some of their labels may still be missing. */
        @WithDefault("0s")
        @DurationMin(seconds = 0)
        @DurationMax(days = 3650)
        Duration labelDelay();

        /** As {@link LearningConfig#stallAfter()}, for this task. */
        Optional<@DurationMin(millis = 1) @DurationMax(days = 365) Duration> stallAfter();
    }
}
