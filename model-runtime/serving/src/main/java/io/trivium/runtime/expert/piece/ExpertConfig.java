package io.trivium.runtime.expert.piece;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings for experts' memory and for failed experts. */
@ConfigMapping(prefix = "platform.runtime.expert")
public interface ExpertConfig {
    /** Bytes of the files of open experts and tenants' variants, all models together; the rest are paged out. */
    @WithDefault("1G")
    MemorySize memoryBudget();

    /**
     * A paged-out expert that is expected to open within this time is opened for the request that needs it; otherwise
     * the request continues without it, reports that, and the expert is opened in the background.
     */
    @WithDefault("20ms")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 1)
    Duration openLimit();

    /** A call of a piece of a model that takes longer is ended and the piece taken out of use. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 10)
    Duration callLimit();

    /** Time from a failure to the first attempt to bring an expert back; doubles with each further failure. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration probeDelay();

    /** Longest time between two such attempts. */
    @WithDefault("5m")
    @DurationMin(millis = 1)
    @DurationMax(days = 1)
    Duration maxProbeDelay();

    /**
     * Directory in which pieces put into loaded models are kept, and from which they are put in again when the version
     * is loaded. Without it they are read from their original directory, and are lost when the process ends.
     */
    Optional<Path> store();

    /** The interval at which the experts in use are compared with the experts in memory. */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration pagingInterval();
}
