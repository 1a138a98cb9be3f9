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

/** What is learned from, how it is judged and how long it is kept. */
@ConfigMapping(prefix = "platform.runtime.learning")
public interface LearningConfig {
    /** Whether this process stores what comes over the learning topics. */
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

    /** How far ahead of this machine's clock the time of an example or label may lie. */
    @WithDefault("5m")
    Duration clockTolerance();

    /** Largest magnitude of a floating-point input whose specification gives no limits. */
    @WithDefault("1e15")
    @DecimalMin("1")
    double largestMagnitude();

    /** What each retention class of examples means, by its name; {@code standard} is there without being given. */
    Map<String, RetentionClassConfig> retention();

    /** What is decided by task: how labels are judged, when a feed stalls. */
    Map<String, TaskConfig> tasks();

    /** How long refusals are listed. */
    @WithDefault("30d")
    Duration keepRejections();

    /** Time between two looks for what may be kept no longer. */
    @WithDefault("1h")
    Duration purgeInterval();

    /** Most entries of a manifest; a data set with more is refused. */
    @WithDefault("500000")
    @Min(1)
    @Max(5_000_000)
    int mostEntries();

    /** Longest time that freezing a manifest may take. */
    @WithDefault("10m")
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

    /** Without a label for so long, while there are examples to label, a task's feed is stalled. */
    @WithDefault("48h")
    Duration stallAfter();

    /** What may be done with the examples of a class, and for how long. */
    interface RetentionClassConfig {
        /** Longest time from the example's own; what the task's specification says, if that is shorter. */
        Optional<Duration> keep();

        /** What its examples may be used for. */
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

        /** The task's labels, the graver first: it counts when a source said both at one time. Others are refused. */
        Optional<List<String>> labels();

        /** Weight of an example by the source of its label; 1 for sources that are not named. */
        Map<String, Double> weights();

        /** Age from which examples are learned from: before it, not everybody who will say something of them has done so. */
        @WithDefault("0s")
        Duration labelDelay();

        /** As {@link LearningConfig#stallAfter()}, for this task. */
        Optional<Duration> stallAfter();
    }
}
