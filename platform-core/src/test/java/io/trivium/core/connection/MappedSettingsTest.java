package io.trivium.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MappedSettingsTest {

    @ConfigMapping(prefix = "test.links")
    public interface Links {
        Map<String, Link> all();

        interface Link {
            String host();

            @WithDefault("1883")
            @Max(65_535)
            int port();

            @WithDefault("7d")
            Duration session();
        }
    }

    private static Links.Link link(Map<String, String> settings) {
        Links.Link link = MappedSettings.read(Links.class, "test.links.all.a.", settings)
                .all()
                .get("a");
        if (link == null) throw new IllegalStateException("no link");
        return link;
    }

    @Test
    void readsTheFormsAndDefaultsOfTheConfiguration() {
        Links.Link link = link(Map.of("host", "broker", "session", "90s"));
        assertEquals("broker", link.host());
        assertEquals(1883, link.port());
        assertEquals(Duration.ofSeconds(90), link.session());
    }

    @Test
    void givesAConnectionsSettingsTheConfigurationsNames() {
        ConnectionSettings settings = new ConnectionSettings(
                Map.of("trustedHosts", List.of("a", "b,c"), "port", 8883L, "tls", true), Map.of("password", "$1,\\"));
        assertEquals(
                Map.of("trusted-hosts", "a,b\\,c", "port", "8883", "tls", "true", "password", "$1,\\"),
                MappedSettings.keys(settings));
    }

    @Test
    void namesEveryFault() {
        Map<String, String> wrong = Map.of("port", "70000", "sesion", "1h");
        String fault =
                assertThrows(IllegalArgumentException.class, () -> link(wrong)).getMessage();
        assertEquals("host is missing; sesion is not a setting", fault);
        String range = assertThrows(IllegalArgumentException.class, () -> link(Map.of("host", "a", "port", "70000")))
                .getMessage();
        assertEquals("port must be less than or equal to 65535", range);
        String form = assertThrows(IllegalArgumentException.class, () -> link(Map.of("host", "a", "port", "many")))
                .getMessage();
        assertEquals("port: Expected an integer value, got \"many\"", form);
    }
}
