package io.trivium.runtime.learning.update;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithDefaults;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The times of updates of champions, and the limits of their cost. */
@ConfigMapping(prefix = "platform.runtime.learning.update")
public interface UpdateConfig {
    /** Whether this process works on updates; it takes requests for them in any case. */
    @WithDefault("true")
    boolean run();

    /** Time between two looks for an update that is due or waits. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration poll();

    /** Silence after which the owner of an update counts as dead. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration lease();

    /** Directory of data sets and checkpoints of the running updates; each is deleted when its update is over. */
    Path work();

    /**
     * Directory of the trainer's libraries, which the training process has on its class path after those of this process.
     * Where nothing is set, this process must have the trainer on its own class path.
     */
    Optional<Path> trainer();

    /** PEM file of the private Ed25519 key that signs the trained packs; they are not signed where there is none. */
    Optional<Path> signingKey();

    /** PEM file of the public key that belongs to {@link #signingKey()}. */
    Optional<Path> signingPublicKey();

    /** Whether training processes have the lowest priority on the machine. */
    @WithDefault("true")
    boolean givesWay();

    /** Revision of the code that trains, for the provenance. */
    @WithDefault("${quarkus.application.version:unknown}")
    String codeRevision();

    /** Time zone of the times of the day at which tasks are updated, an IANA name. */
    @WithDefault("UTC")
    ZoneId zone();

    /** By task; a task that is not named has the defaults, which is by demand only. */
    @WithDefaults
    Map<String, TaskUpdateConfig> tasks();

    /** One task. */
    interface TaskUpdateConfig {
        /** Whether it is updated automatically. */
        @WithDefault("false")
        boolean enabled();

        /** Tenants that it is updated for; all served tenants by default. */
        Optional<List<String>> tenants();

        /** Time between two updates, counted from midnight UTC of 1 January 1970. */
        Optional<@DurationMin(minutes = 1) @DurationMax(days = 365) Duration> every();

        /** Time of the day, in {@link UpdateConfig#zone()}, instead of {@link #every()}; missed updates are run later. */
        Optional<LocalTime> at();

        /**
         * The scope of the trained version: {@code platform} for all tenants, {@code tenant} for the one that it
         * learned from.
         */
        @WithDefault("platform")
        UpdateScope scope();

        /**
         * {@code last-layers}, {@code all-layers}, {@code lora}, or {@code whole} for all weights by the specification;
         * the default is {@code last-layers} for all tenants and {@code lora} for a tenant.
         */
        Optional<String> recipe();

        /** Epochs of the recipe; by default its own. */
        @Min(1)
        @Max(100000)
        OptionalInt epochs();

        /** Learning rate of the recipe; by default its own. */
        @DecimalMin("1e-9")
        @DecimalMax("10")
        OptionalDouble learningRate();

        /** The number of days before validation that are learned from. */
        @WithDefault("90")
        @Min(1)
        @Max(3_650)
        int trainDays();

        /** Days of labelled examples, before those of the test, that choose the epoch. */
        @WithDefault("2")
        @Min(1)
        @Max(365)
        int validationDays();

        /**
         * Whether a linear model and boosted trees are trained on the same data set: a challenger that is worse than the
         * better one is refused, and that one is offered instead. None is trained for the scope {@code tenant}.
         */
        @WithDefault("true")
        boolean rival();

        /** Newest days of labelled examples, that the gates measure on. */
        @WithDefault("2")
        @Min(1)
        @Max(365)
        int testDays();

        /** Share of the subjects that are for validation for good. */
        @WithDefault("0.15")
        @DecimalMin("0")
        @DecimalMax("0.45")
        double validationShare();

        /** Share of the subjects that are for the test for good. */
        @WithDefault("0.15")
        @DecimalMin("0")
        @DecimalMax("0.45")
        double testShare();

        /** Fewest examples with a label since the last update for a scheduled one. */
        @WithDefault("50")
        @Min(1)
        int minimumLabels();

        /** Longest time of all attempts at training together. */
        @WithDefault("10m")
        @DurationMin(seconds = 1)
        @DurationMax(days = 7)
        Duration timeBudget();

        /** Most memory that the training process may have resident. */
        @WithDefault("3G")
        MemorySize memoryBudget();

        /** Java heap of the training process; its engine's memory comes on top. */
        @WithDefault("1G")
        MemorySize heap();

        /** Threads of the training engine. */
        @WithDefault("1")
        @Min(1)
        @Max(256)
        int threads();

        /** The number of attempts at an update, after crashes, before it counts as failed. */
        @WithDefault("10")
        @Min(1)
        @Max(100)
        int mostAttempts();
    }
}
