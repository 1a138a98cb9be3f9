package io.trivium.runtime.registry;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
}
