package io.trivium.industrial.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Defaults, every key, and what is refused. */
class CycleConfigTest {

    private static CycleConfig config(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("platform.industrial.cycle." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 1_000))
                .withMapping(CycleConfig.class)
                .build()
                .getConfigMapping(CycleConfig.class);
    }

    @Test
    void hasTheDocumentedDefaults() {
        CycleConfig config = config();
        assertTrue(config.judge());
        assertEquals(Optional.empty(), config.profiles());
        assertEquals(Duration.ofSeconds(2), config.timeout());
        assertEquals(Duration.ofSeconds(4), config.settle());
        assertEquals(Duration.ofDays(2), config.longestLate());
        assertEquals(Duration.ofDays(1), config.giveUp());
        assertEquals(8, config.reference());
        assertEquals(Duration.ofDays(400), config.keep());
    }

    @Test
    void readsEveryKey() {
        CycleConfig config = config(
                "judge", "false",
                "profiles", "/a,/b",
                "timeout", "3s",
                "settle", "5s",
                "longest-late", "1h",
                "give-up", "2h",
                "reference", "12",
                "keep", "30d");
        assertFalse(config.judge());
        assertEquals(Optional.of(List.of(Path.of("/a"), Path.of("/b"))), config.profiles());
        assertEquals(Duration.ofSeconds(3), config.timeout());
        assertEquals(Duration.ofSeconds(5), config.settle());
        assertEquals(Duration.ofHours(1), config.longestLate());
        assertEquals(Duration.ofHours(2), config.giveUp());
        assertEquals(12, config.reference());
        assertEquals(Duration.ofDays(30), config.keep());
    }

    @Test
    void refusesAKeyThatIsMisspelled() {
        assertThrows(RuntimeException.class, () -> config("keeps", "30d"));
    }
}
