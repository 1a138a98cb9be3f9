package io.trivium.runtime.learning.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.runtime.learning.store.LearningConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateConfigTest {
    private static SmallRyeConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(keys, "test", 1_000))
                .withMapping(LearningConfig.class)
                .withMapping(GateConfig.class)
                .build();
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertEquals(
                Duration.ofMinutes(10),
                config(Map.of()).getConfigMapping(GateConfig.class).budget());
    }

    @Test
    void readsItsKeyAndRefusesAMisspelledOne() {
        assertEquals(
                Duration.ofSeconds(90),
                config(Map.of("platform.runtime.learning.gate.budget", "90s"))
                        .getConfigMapping(GateConfig.class)
                        .budget());
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.runtime.learning.gate.bugdet", "90s")));
    }
}
