package io.trivium.med.archive;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The store of instances. */
@ConfigMapping(prefix = "platform.med.archive")
public interface ArchiveConfig {

    /** Directory of the files; on a file system that keeps what was synced. */
    Path directory();

    /** Longest data set taken. */
    @WithDefault("2G")
    MemorySize largestInstance();

    /** Free bytes of the file system below which instances are refused with status A700. */
    @WithDefault("1G")
    MemorySize reservedSpace();
}
