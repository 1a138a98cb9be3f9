package io.trivium.fin.learning;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.trivium.core.learning.ExampleObserved;
import jakarta.validation.constraints.Pattern;

/** Settings of the data that is sent to the platform for training. */
@ConfigMapping(prefix = "platform.fin.learning")
public interface LearningConfig {

    /** Whether this process sends decisions as examples. */
    @WithDefault("true")
    boolean enabled();

    /** Retention class that the examples are sent under; the runtime's configuration says what it means. */
    @WithDefault(ExampleObserved.STANDARD)
    @Pattern(regexp = "[a-z][a-z0-9-]{0,62}")
    String retentionClass();
}
