package io.trivium.med.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.trivium.core.learning.ExampleObserved;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the data that is sent to the platform for training. Without a key nothing is sent, because patients could
 * not be pseudonymised.
 */
@ConfigMapping(prefix = "platform.med.learning")
public interface LearningConfig {

    /** File with the key of the pseudonyms: at least 32 random bytes in Base64 (plain or URL-safe). Wins over {@link #key}. */
    Optional<Path> keyFile();

    /** The key itself, as in the file; for environments that hand secrets over as variables. */
    Optional<String> key();

    /** Name that is part of every pseudonym: a patient of two projects has two. */
    @WithDefault("learning")
    String project();

    /** Retention class that the examples are sent under; the runtime's configuration says what it means. */
    @WithDefault(ExampleObserved.STANDARD)
    @Pattern(regexp = "[a-z][a-z0-9-]{0,62}")
    String retentionClass();
}
