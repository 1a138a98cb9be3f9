package io.trivium.runtime.inference;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the inference protocol's endpoints. */
@ConfigMapping(prefix = "platform.runtime.inference")
public interface OipConfig {
    /** Largest body of an inference request over REST; a larger one is answered 413. */
    @WithDefault("32M")
    MemorySize maxRequestSize();
}
