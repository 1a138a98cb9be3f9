package io.trivium.core.config;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Refuses to start in production with settings that only the demo may have. */
@ApplicationScoped
class StartupChecks {

    private static final Logger LOG = Logger.getLogger(StartupChecks.class);

    private final PlatformConfig platform;
    private final Config config;

    StartupChecks(PlatformConfig platform, Config config) {
        this.platform = platform;
        this.config = config;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (LaunchMode.current() != LaunchMode.NORMAL) return;
        List<String> violations = ProductionSettings.violations(
                key -> config.getOptionalValue(key, String.class), config.getPropertyNames());
        if (violations.isEmpty()) return;
        if (platform.demo()) {
            LOG.infof("demo settings, not for production: %s", String.join("; ", violations));
            return;
        }
        throw new IllegalStateException("Not started, because these settings are unsafe in production: "
                + String.join("; ", violations) + ". (platform.demo=true allows them for a demo.)");
    }
}
