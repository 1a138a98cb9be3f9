package io.trivium.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import io.trivium.core.audit.AuditConfig;
import io.trivium.core.audit.shipping.ShippingConfig;
import io.trivium.core.tenancy.TenancyConfig;
import io.trivium.core.value.ValueConfig;
import io.trivium.core.web.WebConfig;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults, every key, and refused values of the mappings of core's own packages. */
class ConfigMappingTest {

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(PlatformConfig.class)
                .withMapping(TenancyConfig.class)
                .withMapping(WebConfig.class)
                .withMapping(AuditConfig.class)
                .withMapping(ShippingConfig.class)
                .withMapping(ValueConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withValidator(new BeanValidationConfigValidatorImpl())
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build();
    }

    @Test
    void hasDefaults() {
        SmallRyeConfig config = config(Map.of());
        assertFalse(config.getConfigMapping(PlatformConfig.class).demo());
        assertEquals(
                "core", config.getConfigMapping(PlatformConfig.class).service().name());
        assertEquals(
                "trivium-core",
                config.getConfigMapping(PlatformConfig.class).service().clientId());
        assertEquals(
                Set.of("demo-bank", "replay-bank", "other-bank"),
                config.getConfigMapping(TenancyConfig.class).tenants());
        assertFalse(config.getConfigMapping(WebConfig.class).tlsTerminated());
        WebConfig.RateLimit limit = config.getConfigMapping(WebConfig.class).rateLimit();
        assertEquals(2_000, limit.callerPerSecond());
        assertEquals(4_000, limit.callerBurst());
        assertEquals(10_000, limit.tenantPerSecond());
        assertEquals(20_000, limit.tenantBurst());
        assertTrue(
                config.getConfigMapping(WebConfig.class).contentSecurityPolicy().contains("frame-ancestors 'none'"));
        AuditConfig audit = config.getConfigMapping(AuditConfig.class);
        assertEquals(Optional.empty(), audit.signingKey());
        assertEquals(Optional.empty(), audit.dataDirectory());
        assertEquals(100, audit.checkpointEntries());
        assertEquals(Duration.ofSeconds(60), audit.checkpointInterval());
    }

    @Test
    void shipsNowhereByDefault() {
        ShippingConfig shipping = config(Map.of()).getConfigMapping(ShippingConfig.class);
        assertEquals(Optional.empty(), shipping.directory());
        assertEquals(Optional.empty(), shipping.syslog().host());
        assertEquals(Optional.empty(), shipping.objectStore().endpoint());
        assertEquals(6514, shipping.syslog().port());
        assertEquals(500, shipping.batchEntries());
        assertEquals(Duration.ofSeconds(5), shipping.interval());
        ShippingConfig.ObjectStore store = config(Map.of(
                        "platform.audit.shipping.object-store.retention-days", "3650",
                        "platform.audit.shipping.object-store.lock-mode", "compliance"))
                .getConfigMapping(ShippingConfig.class)
                .objectStore();
        assertEquals(Optional.of(3650), store.retentionDays());
        assertEquals(ShippingConfig.LockMode.COMPLIANCE, store.lockMode());
    }

    @ParameterizedTest
    @CsvSource({
        "batch-entries, 0",
        "interval, 10m",
        "timeout, 1ms",
        "syslog.port, 70000",
        "syslog.structured-data-id, a b",
        "syslog.structured-data-id, a=b",
        "object-store.retention-days, 0",
        "object-store.lock-mode, soft"
    })
    void refusesWhatCannotBeShippedWith(String key, String value) {
        Map<String, String> settings = Map.of("platform.audit.shipping." + key, value);
        assertThrows(RuntimeException.class, () -> config(settings).getConfigMapping(ShippingConfig.class));
    }

    @Test
    void readsTheAddressOfThePlatformsConsole() {
        assertEquals(
                Optional.of("https://platform.example/console/"),
                config(Map.of("platform.web.front-page", "https://platform.example/console/"))
                        .getConfigMapping(WebConfig.class)
                        .frontPage());
        assertEquals(
                Optional.empty(),
                config(Map.of()).getConfigMapping(WebConfig.class).frontPage());
    }

    @Test
    void readsEveryKey() {
        SmallRyeConfig config = config(Map.of(
                "platform.demo", "true",
                "platform.service.name", "fin",
                "platform.service.client-id", "bank-fin",
                "platform.tenancy.tenants", "one-bank,two-bank",
                "platform.web.tls-terminated", "true",
                "platform.web.content-security-policy", "default-src 'self'",
                "platform.audit.signing-key", "/etc/audit.pem",
                "platform.audit.data-directory", "/var/lib/fin",
                "platform.audit.checkpoint-entries", "7",
                "platform.audit.checkpoint-interval", "5s"));
        assertTrue(config.getConfigMapping(PlatformConfig.class).demo());
        assertEquals(
                "fin", config.getConfigMapping(PlatformConfig.class).service().name());
        assertEquals(
                "bank-fin",
                config.getConfigMapping(PlatformConfig.class).service().clientId());
        assertEquals(
                Set.of("one-bank", "two-bank"),
                config.getConfigMapping(TenancyConfig.class).tenants());
        assertTrue(config.getConfigMapping(WebConfig.class).tlsTerminated());
        assertEquals(
                "default-src 'self'", config.getConfigMapping(WebConfig.class).contentSecurityPolicy());
        AuditConfig audit = config.getConfigMapping(AuditConfig.class);
        assertEquals(Optional.of(Path.of("/etc/audit.pem")), audit.signingKey());
        assertEquals(Optional.of(Path.of("/var/lib/fin")), audit.dataDirectory());
        assertEquals(7, audit.checkpointEntries());
        assertEquals(Duration.ofSeconds(5), audit.checkpointInterval());
    }

    @Test
    void takesPricesOfEveryTenant() {
        assertEquals(
                Map.of(), config(Map.of()).getConfigMapping(ValueConfig.class).tenants());
        ValueConfig.TenantPrices prices = Objects.requireNonNull(config(Map.of(
                        "platform.value.one-bank.currency", "CHF",
                        "platform.value.one-bank.platform-cost-per-month", "4000",
                        "platform.value.one-bank.reviewer-cost-per-hour", "65.50",
                        "platform.value.one-bank.minutes-per-review", "6",
                        "platform.value.one-bank.assumed", "true"))
                .getConfigMapping(ValueConfig.class)
                .tenants()
                .get("one-bank"));
        assertEquals(Optional.of("CHF"), prices.currency());
        assertEquals(Optional.of(new BigDecimal("4000")), prices.platformCostPerMonth());
        assertEquals(Optional.of(new BigDecimal("65.50")), prices.reviewerCostPerHour());
        assertEquals(Optional.of(new BigDecimal("6")), prices.minutesPerReview());
        assertTrue(prices.assumed());
    }

    @Test
    void takesAPolicyForEveryApplicationOfOthers() {
        assertEquals(
                Map.of("/ohif/", "default-src 'none'"),
                config(Map.of("platform.web.applications.\"/ohif/\"", "default-src 'none'"))
                        .getConfigMapping(WebConfig.class)
                        .applications());
    }

    @Test
    void takesTheLaunchersVariables() {
        AuditConfig audit = config(Map.of(
                        "TRIVIUM_AUDIT_SIGNING_KEY", "/data/fin/audit.pem",
                        "TRIVIUM_DATA_DIR", "/data/fin"))
                .getConfigMapping(AuditConfig.class);
        assertEquals(Optional.of(Path.of("/data/fin/audit.pem")), audit.signingKey());
        assertEquals(Optional.of(Path.of("/data/fin")), audit.dataDirectory());
    }

    @ParameterizedTest
    @CsvSource({
        "platform.service.name, Fin Service",
        "platform.tenancy.tenants, platform",
        "platform.tenancy.tenants, Demo_Bank",
        "platform.web.content-security-policy, ' '",
        "platform.web.front-page, javascript:alert(1)",
        "platform.value.one-bank.currency, Franken",
        "platform.value.one-bank.minutes-per-review, -1",
        "platform.audit.checkpoint-entries, 0",
        "platform.audit.checkpoint-interval, 0s",
        "platform.audit.checkpoint-interval, 2h"
    })
    void refusesValuesOutOfRange(String key, String value) {
        ConfigValidationException refused =
                assertThrows(ConfigValidationException.class, () -> config(Map.of(key, value)));
        assertTrue(
                String.valueOf(refused.getMessage()).contains(key.substring(0, key.lastIndexOf('.'))),
                String.valueOf(refused.getMessage()));
    }

    @ParameterizedTest
    @CsvSource({"platform.demoo", "platform.tenancy.tenant", "platform.tennancy.tenants", "platform.audit.signing.key"})
    void refusesAMisspelledKey(String key) {
        ConfigValidationException refused =
                assertThrows(ConfigValidationException.class, () -> config(Map.of(key, "x")));
        assertTrue(String.valueOf(refused.getMessage()).contains(key), String.valueOf(refused.getMessage()));
    }
}
