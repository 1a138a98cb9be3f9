package io.trivium.runtime.registry.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where packs come from and where they are kept. */
@ConfigMapping(prefix = "platform.runtime.registry")
public interface RegistryConfig {
    /** Directory of stored packs: {@code <name>/<version>/}. */
    Path store();

    /** Directories of packs shipped with the platform, each a pack or a folder of packs; registered at start. */
    Optional<List<Path>> packs();

    /** Largest pack, uncompressed, that may be uploaded. */
    @WithDefault("512M")
    MemorySize maxPackSize();

    /** PEM files of public Ed25519 keys whose signatures of packs count, by the name of who signs with each. */
    Map<String, Path> trustedKeys();

    /** PEM file of the public Ed25519 key of this installation, whose signatures count as by {@code platform}. */
    Optional<Path> publicKey();

    /** Whether a pack that no trusted key has signed is refused. Bundled packs come with the software. */
    @WithDefault("true")
    boolean requireSignature();

    /** Longest time that the upload of a pack may take; one of fewer than 16 KiB each second is refused earlier. */
    @WithDefault("10m")
    @DurationMin(seconds = 1)
    Duration uploadTimeout();

    /** Processor time in which all graphs of a pack are opened and run on trial; four times as much by the clock. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    Duration trialTimeout();

    /** Memory that the graphs of a pack may take on trial, in addition to four times the size of their files. */
    @WithDefault("2G")
    MemorySize trialMemory();

    /** Time that must have passed since a version last served or had an alias before it can be deleted. */
    @WithDefault("30d")
    @DurationMin(seconds = 0)
    Duration deleteAfter();

    /** Time between two checks of the versions that other replicas have loaded, promoted and unloaded. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration followInterval();

    /** The tasks whose models have a risk class or gates here, whatever their packs say. */
    Map<String, TaskConfig> tasks();

    /** One task. */
    interface TaskConfig {
        /** Whether a second person approves what one person would make the champion, by hand or by a release. */
        @WithDefault("false")
        boolean highRisk();

        /** Limits that a version's figures must keep before it is the champion, by metric; a pack may add others. */
        Map<String, GateConfig> gates();

        /** Limits that a challenger must keep against its champion, whatever their packs say. */
        ChallengerConfig challenger();
    }

    /** Limits of a challenger; for one that is not set that of the champion's pack holds. */
    interface ChallengerConfig {
        /** How far the metric of a target may fall on held-out rows. */
        Optional<@DecimalMin("0") @DecimalMax("1") Double> margin();

        /** Fewest held-out rows that allow a judgement. */
        Optional<@Min(10) @Max(100_000) Integer> leastRows();

        /** Fewest held-out rows of each class of a binary head. */
        Optional<@Min(1) @Max(100_000) Integer> leastPositives();

        /** Largest additional loss of a slice, as a share of the champion's. */
        Optional<@DecimalMin("0") @DecimalMax("10") Double> sliceLoss();

        /** Fewest rows of a slice that is judged. */
        Optional<@Min(10) @Max(100_000) Integer> leastSliceRows();

        /** Factor by which the answers of a slice may change relative to the rest. */
        Optional<@DecimalMin("1") @DecimalMax("100") Double> change();

        /** Largest additional calibration error. */
        Optional<@DecimalMin("0") @DecimalMax("1") Double> calibration();

        /** How far the metric on seen rows may be above that on held-out rows, beyond the champion's distance. */
        Optional<@DecimalMin("0") @DecimalMax("1") Double> overfitting();

        /** Share of the metric that may be lost with any one expert. */
        Optional<@DecimalMin("0") @DecimalMax("1") Double> maskedLoss();

        /** Time of a call as a multiple of the champion's. */
        Optional<@DecimalMin("1") @DecimalMax("100") Double> latency();

        /** Bytes of the weights as a multiple of the champion's. */
        Optional<@DecimalMin("1") @DecimalMax("100") Double> memory();

        /** Oldest age of the data set and of the newest row that was learned. */
        Optional<@DurationMin(days = 1) Duration> maxAge();

        /** Largest relative difference of a served answer to that of the trainer's weights. */
        Optional<@DecimalMin("0") @DecimalMax("1") Double> parity();
    }

    /** The limits of one metric; at least one of them. */
    interface GateConfig {
        /** Least value that passes the gate. */
        OptionalDouble least();

        /** Largest value that passes the gate. */
        OptionalDouble most();
    }
}
