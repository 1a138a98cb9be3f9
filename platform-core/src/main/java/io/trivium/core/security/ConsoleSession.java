package io.trivium.core.security;

import io.trivium.core.config.PlatformConfig;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** The cookie of this service's console session, which Quarkus splits when it grows too large. */
@ApplicationScoped
class ConsoleSession {

    private final String cookie;

    ConsoleSession(PlatformConfig platform) {
        this.cookie = "q_session_console_" + platform.service().name();
    }

    boolean isPresent(RoutingContext routing) {
        for (Cookie each : routing.request().cookies()) {
            if (each.getName().equals(cookie) || each.getName().startsWith(cookie + "_chunk_")) return true;
        }
        return false;
    }
}
