package io.trivium.core.security;

import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;

/** The cookie of a console session, which Quarkus splits when it grows too large. */
final class ConsoleSession {

    private static final String COOKIE = "q_session_console";

    private ConsoleSession() {}

    static boolean isPresent(RoutingContext routing) {
        for (Cookie cookie : routing.request().cookies()) {
            if (cookie.getName().equals(COOKIE) || cookie.getName().startsWith(COOKIE + "_chunk_")) {
                return true;
            }
        }
        return false;
    }
}
