package io.trivium.fin.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Iso8583ConfigTest {
    private static final String PREFIX = "platform.fin.iso8583.links.a.";

    private static Iso8583Config config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(Iso8583Config.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(Iso8583Config.class);
    }

    private static Iso8583Config.Link link(String... settings) {
        Map<String, String> values = new HashMap<>(Map.of(PREFIX + "tenant", "demo-bank", PREFIX + "port", "8583"));
        for (int i = 0; i < settings.length; i += 2) values.put(PREFIX + settings[i], settings[i + 1]);
        return config(values).links().values().iterator().next();
    }

    @Test
    void thereIsNoLinkUnlessOneIsConfigured() {
        assertTrue(config(Map.of()).links().isEmpty());
    }

    @Test
    void hasTheDocumentedDefaults() {
        Iso8583Config.Link link = link();
        assertEquals("127.0.0.1", link.address());
        assertEquals(Iso8583Config.Header.BINARY_2, link.header());
        assertEquals(16, link.maxConnections());
        assertEquals(64, link.maxInFlight());
        assertEquals(Duration.ofMinutes(5), link.idle());
        assertFalse(link.requireSignOn());
        assertEquals(Optional.empty(), link.peers());
        assertEquals(Optional.empty(), link.tlsConfiguration());
    }

    @Test
    void readsEveryKey() {
        Iso8583Config.Link link = link(
                "address",
                "10.0.0.5",
                "header",
                "ascii-4",
                "max-connections",
                "2",
                "max-in-flight",
                "3",
                "idle",
                "1m",
                "require-sign-on",
                "true",
                "peers",
                "10.0.0.6,10.0.0.7",
                "tls-configuration",
                "acquirers");
        assertEquals("demo-bank", link.tenant());
        assertEquals(8583, link.port());
        assertEquals("10.0.0.5", link.address());
        assertEquals(Iso8583Config.Header.ASCII_4, link.header());
        assertEquals(2, link.maxConnections());
        assertEquals(3, link.maxInFlight());
        assertEquals(Duration.ofMinutes(1), link.idle());
        assertTrue(link.requireSignOn());
        assertEquals(List.of("10.0.0.6", "10.0.0.7"), link.peers().orElseThrow());
        assertEquals("acquirers", link.tlsConfiguration().orElseThrow());
    }

    @Test
    void refusesALinkWithoutTenantOrWithAnUnknownHeader() {
        assertThrows(ConfigValidationException.class, () -> config(Map.of(PREFIX + "port", "1")));
        assertThrows(RuntimeException.class, () -> link("header", "ebcdic"));
    }

    @Test
    void anOpenAddressNeedsTlsOrPeers() {
        InetAddress any = InetAddress.ofLiteral("0.0.0.0");
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> Iso8583Links.requireProtection("a", link(), any));
        assertTrue(String.valueOf(refusal.getMessage()).contains(PREFIX + "tls-configuration"), refusal.getMessage());
        Iso8583Links.requireProtection("a", link("peers", "10.0.0.6"), any);
        Iso8583Links.requireProtection("a", link("tls-configuration", "acquirers"), any);
        Iso8583Links.requireProtection("a", link(), InetAddress.ofLiteral("127.0.0.1"));
    }
}
