package io.trivium.industrial.rul;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How remaining useful life is estimated. */
@ConfigMapping(prefix = "platform.industrial.rul")
public interface RulConfig {

    /** Whether this process estimates; any number of processes may. */
    @WithDefault("true")
    boolean estimate();

    /** Directory with a file {@code <asset type>.json} for each type that is not bundled. */
    Optional<Path> profiles();

    /** Model that is asked. */
    @WithDefault("industrial-rul")
    String model();

    /** Longest wait for the model runtime. */
    @WithDefault("5s")
    Duration timeout();
}
