package io.trivium.med.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults, every key and refused values of the store of instances. */
class ArchiveConfigTest {
    private static final String PREFIX = "platform.med.archive.";

    private static ArchiveConfig config(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(ArchiveConfig.class)
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(ArchiveConfig.class);
    }

    @Test
    void hasToBeToldWhere() {
        assertThrows(RuntimeException.class, () -> config(Map.of()));
        ArchiveConfig config = config(Map.of(PREFIX + "directory", "/srv/dicom"));
        assertEquals(Path.of("/srv/dicom"), config.directory());
        assertEquals(2L << 30, config.largestInstance().asLongValue());
        assertEquals(1L << 30, config.reservedSpace().asLongValue());
    }

    @Test
    void readsEveryKeyAndRefusesOthers() {
        ArchiveConfig config = config(Map.of(
                PREFIX + "directory", "archive",
                PREFIX + "largest-instance", "512M",
                PREFIX + "reserved-space", "20G"));
        assertEquals(512L << 20, config.largestInstance().asLongValue());
        assertEquals(20L << 30, config.reservedSpace().asLongValue());
        assertThrows(
                RuntimeException.class,
                () -> config(Map.of(PREFIX + "directory", "archive", PREFIX + "reserved", "20G")));
        assertThrows(
                RuntimeException.class,
                () -> config(Map.of(PREFIX + "directory", "archive", PREFIX + "reserved-space", "much")));
    }
}
