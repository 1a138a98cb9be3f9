package io.trivium.med.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** When a study counts as complete, who reads it, and what is said about it. */
@ConfigMapping(prefix = "platform.med.processing")
public interface ProcessingConfig {

    /** Whether studies are read. Off: they are stored and served only. */
    @WithDefault("true")
    boolean enabled();

    /** Wait after the last instance when all expected ones are there. */
    @WithDefault("2s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration settle();

    /** Wait after the last instance otherwise. */
    @WithDefault("20s")
    @DurationMin(seconds = 0)
    @DurationMax(days = 1)
    Duration quiet();

    /** Silence after which an open association holds nothing up. */
    @WithDefault("2m")
    @DurationMin(seconds = 0)
    @DurationMax(days = 7)
    Duration abandoned();

    /** How far back a start looks for studies that were received and not read. */
    @WithDefault("7d")
    @DurationMin(seconds = 0)
    @DurationMax(days = 3650)
    Duration lookBack();

    /**
     * Names of the peers that are queried (C-FIND) for the number of instances of a study that they sent. The answer
     * makes a study complete after {@link #settle()}.
     */
    Optional<Set<String>> countPeers();

    /** Studies read at once; each takes the memory of its volume. */
    @WithDefault("1")
    @Min(1)
    @Max(16)
    int workers();

    /** Time after which a study whose reader is silent is given to another. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration lease();

    /** Attempts after which a study counts as failed. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int attempts();

    /** Pause after the first failed attempt; each further one doubles it. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration shortestPause();

    /** Longest pause between attempts. */
    @WithDefault("10m")
    @DurationMin(millis = 1)
    @DurationMax(days = 1)
    Duration longestPause();

    /** Longest wait for one answer of a model. */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration inferenceTimeout();

    /** Whether a study with CT images that could not be read gets a report that states it. */
    @WithDefault("false")
    boolean notProcessedReport();

    /** Whether studies that this node fetched as priors are read, too. */
    @WithDefault("false")
    boolean readPriors();

    /** AE titles and users whose studies are read first. */
    Optional<Set<String>> urgentSources();

    /** Regular expression for study and series descriptions whose studies are read first. */
    Optional<String> urgentDescription();

    /** Time zone of the hospital, for dates and times in results. */
    @WithDefault("UTC")
    ZoneId zone();

    /** The device that the results name. */
    Device device();

    /** This installation, in the words of the equipment modules. */
    interface Device {
        /** Manufacturer. */
        @WithDefault("Trivium")
        String manufacturer();

        /** Manufacturer's Model Name. */
        @WithDefault("Trivium")
        String modelName();

        /** Device Serial Number; one for each installation. */
        @WithDefault("1")
        String serialNumber();

        /** Software version. */
        @WithDefault("0.1.0")
        String softwareVersion();
    }
}
