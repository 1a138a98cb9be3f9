package io.trivium.runtime.registry.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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

    /** Longest time in which all graphs of a pack are opened and run on trial. */
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
    }

    /** The limits of one metric; at least one of them. */
    interface GateConfig {
        /** Least value that passes the gate. */
        OptionalDouble least();

        /** Largest value that passes the gate. */
        OptionalDouble most();
    }
}
