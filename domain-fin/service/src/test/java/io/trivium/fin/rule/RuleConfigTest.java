package io.trivium.fin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Defaults, every key and a refused value. */
class RuleConfigTest {

    private static RuleConfig config(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(RuleConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(RuleConfig.class);
    }

    @Test
    void hasTheDocumentedDefaults() {
        RuleConfig config = config(Map.of());
        assertEquals(Duration.ofSeconds(2), config.refreshEvery());
        assertEquals(1000, config.backtestPage());
        assertEquals(Duration.ofDays(400), config.backtestMaxRange());
        assertEquals(1, config.backtestsAtOnce());
        assertEquals(Optional.empty(), config.starterTenants());
        assertEquals(ZoneId.of("UTC"), config.timeZone());
        assertEquals(Map.of(), config.timeZones());
    }

    @Test
    void readsEveryKey() {
        RuleConfig config = config(Map.of(
                "platform.fin.rule.refresh-every", "5s",
                "platform.fin.rule.backtest-page", "50",
                "platform.fin.rule.backtest-max-range", "10d",
                "platform.fin.rule.backtests-at-once", "3",
                "platform.fin.rule.time-zone", "Asia/Shanghai",
                "platform.fin.rule.time-zones.a-bank", "Europe/Berlin",
                "platform.fin.rule.starter-tenants", "a-bank,b-bank"));
        assertEquals(Duration.ofSeconds(5), config.refreshEvery());
        assertEquals(50, config.backtestPage());
        assertEquals(Duration.ofDays(10), config.backtestMaxRange());
        assertEquals(3, config.backtestsAtOnce());
        assertEquals(Optional.of(Set.of("a-bank", "b-bank")), config.starterTenants());
        assertEquals(ZoneId.of("Asia/Shanghai"), config.timeZone());
        assertEquals(Map.of("a-bank", ZoneId.of("Europe/Berlin")), config.timeZones());
    }

    @Test
    void refusesAMisspelledKeyAndAWrongValue() {
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.fin.rule.refresh-evry", "5s")));
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.fin.rule.backtest-page", "many")));
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.fin.rule.time-zone", "Berlin")));
    }
}
