package io.trivium.industrial.opcua;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.config.PlatformConfig;
import io.trivium.industrial.intake.IntakeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Refuses to start in production with a server or broker that is spoken to without protection over a network. */
@ApplicationScoped
class SourceProtectionCheck {
    private static final Logger LOG = Logger.getLogger(SourceProtectionCheck.class);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final OpcUaConfig servers;
    private final IntakeConfig brokers;
    private final PlatformConfig platform;

    SourceProtectionCheck(OpcUaConfig servers, IntakeConfig brokers, PlatformConfig platform) {
        this.servers = servers;
        this.brokers = brokers;
        this.platform = platform;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        List<String> unsafe = new ArrayList<>(unsafe(servers));
        unsafe.addAll(unsafe(brokers));
        if (LaunchMode.current() != LaunchMode.NORMAL || unsafe.isEmpty()) return;
        if (platform.demo()) {
            LOG.infof("demo settings, not for production: %s", String.join("; ", unsafe));
            return;
        }
        throw new IllegalStateException("Not started, because these settings are unsafe in production: "
                + String.join("; ", unsafe) + ". (platform.demo=true allows them for a demo.)");
    }

    /** One sentence for each unsafe setting, beginning with its key. */
    static List<String> unsafe(OpcUaConfig config) {
        List<String> unsafe = new ArrayList<>();
        config.opcua().forEach((name, server) -> {
            if (server.securityMode() == OpcUaConfig.Mode.NONE && !isLoopback(server.endpoint())) {
                unsafe.add("platform.industrial.intake.opcua." + name
                        + ".security-mode is none to another host: whoever is in between reads and changes the values, and"
                        + " reads the password; use sign-and-encrypt");
            }
        });
        return unsafe;
    }

    /** As {@link #unsafe(OpcUaConfig)}, of MQTT brokers. */
    static List<String> unsafe(IntakeConfig config) {
        List<String> unsafe = new ArrayList<>();
        config.mqtt().forEach((name, broker) -> {
            if (!broker.tls() && !isLocal(broker.host())) {
                unsafe.add("platform.industrial.intake.mqtt." + name
                        + ".tls is false to another host: whoever is in between reads and changes the values, and reads"
                        + " the password; set true, and the broker's port for TLS");
            }
        });
        return unsafe;
    }

    static boolean isLoopback(String endpoint) {
        return isLocal(URI.create(endpoint).getHost());
    }

    private static boolean isLocal(@Nullable String host) {
        return host != null && (LOOPBACK.contains(host) || host.startsWith("127."));
    }
}
