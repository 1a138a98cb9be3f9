package io.trivium.industrial.rul;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for estimating remaining useful life. */
@ConfigMapping(prefix = "platform.industrial.life")
public interface LifeConfig {

    /** Whether this process estimates; any number of processes may. */
    @WithDefault("true")
    boolean estimate();

    /**
     * Profiles of asset types, as {@code train industrial} writes them next to a pack, of remaining life and of failure
     * modes: files, or folders that contain them.
     */
    Optional<List<Path>> profiles();

    /** Longest wait for the model runtime. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 5)
    Duration timeout();

    /** How long cycles and estimates are kept; the first cycles of the present life and the last always are. */
    @WithDefault("400d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration keep();

    /** The estimate after one of so many cycles is an example for training; its life is its label. */
    @WithDefault("5")
    @Min(1)
    @Max(1_000)
    int exampleEvery();

    /** By asset type. */
    @WithParentName
    Map<String, OfType> types();

    /** The settings of one asset type. */
    interface OfType {
        /** Length of one cycle by the time at the sensor, as the type's network was trained with. */
        @WithDefault("1h")
        @DurationMin(seconds = 1)
        @DurationMax(days = 365)
        Duration cycle();

        /** Names of the operating settings, where the profile has none. */
        Optional<List<String>> settings();

        /** Names of the measured tags, where the profile has none. */
        Optional<List<String>> tags();

        /** How a stopped machine is detected; none: every cycle is one of operation. */
        Optional<Standstill> standstill();
    }

    /** Cycles in which a tag is below a limit are not cycles of operation. */
    interface Standstill {
        /** Name of the tag, one of the settings or measured tags. */
        String tag();

        /** In the tag's unit. */
        double below();

        /** So many such cycles in a row are an overhaul, after which a life begins. */
        @Min(1)
        int overhaul();
    }
}
