package io.trivium.industrial.opcua;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.config.PlatformConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Refuses to start in production with a server that is spoken to without protection over a network. */
@ApplicationScoped
class OpcUaStartupCheck {
    private static final Logger LOG = Logger.getLogger(OpcUaStartupCheck.class);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final OpcUaConfig config;
    private final PlatformConfig platform;

    OpcUaStartupCheck(OpcUaConfig config, PlatformConfig platform) {
        this.config = config;
        this.platform = platform;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        List<String> unsafe = unsafe(config);
        if (LaunchMode.current() != LaunchMode.NORMAL || unsafe.isEmpty()) {
            return;
        }
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

    private static boolean isLoopback(String endpoint) {
        String host = URI.create(endpoint).getHost();
        return host != null && (LOOPBACK.contains(host) || host.startsWith("127."));
    }
}
