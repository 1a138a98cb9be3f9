package io.trivium.core.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.config.PlatformConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.ServerCookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the cookies of this service's console names with the prefix {@code __Host-} over TLS: a browser takes such a
 * cookie only over TLS from this very host, for all its paths, so that neither a neighbouring host nor plaintext can set
 * one (RFC 6265bis, section 4.1.3.2). Quarkus has its own names for them, which it and the rest of the service see; sent
 * by a browser over TLS, those are no session. The names contain the service, because consoles may share a host.
 * Thread-safe.
 */
@ApplicationScoped
class HostCookies {
    /** Before everything that reads cookies. */
    private static final int FIRST = 4_000_000;

    private static final String DONE = HostCookies.class.getName();

    /** The browser's name by Quarkus' name; either may be followed by {@code _} and more. */
    private final Map<String, String> names;

    HostCookies(PlatformConfig platform) {
        String service = platform.service().name();
        // A browser keeps 4,096 bytes of name and value, and Quarkus fills 4,056 with the value.
        names = Map.of(
                "q_session_console_" + service, "__Host-trivium-" + service + "-sid",
                "q_auth_console_" + service, "__Host-trivium-" + service + "-login");
    }

    void register(@Observes Filters filters) {
        filters.register(this::rename, FIRST);
    }

    private void rename(RoutingContext routing) {
        if (routing.request().isSSL()) {
            // An address that is routed again passes here twice, the second time without its handlers.
            if (routing.data().putIfAbsent(DONE, true) == null)
                receive(routing.request().headers());
            routing.addHeadersEndHandler(
                    _ -> send(routing.response(), routing.request().cookies()));
        }
        routing.next();
    }

    private void receive(MultiMap headers) {
        List<String> kept = new ArrayList<>();
        for (String header : headers.getAll(HttpHeaders.COOKIE)) {
            for (String pair : header.split(";", -1)) {
                String cookie = pair.strip();
                String name = cookie.substring(0, Math.max(0, cookie.indexOf('=')));
                if (inside(name).isPresent()) kept.add(inside(name).orElseThrow() + cookie.substring(name.length()));
                else if (outside(name).isEmpty() && !cookie.isEmpty()) kept.add(cookie);
            }
        }
        headers.remove(HttpHeaders.COOKIE);
        if (!kept.isEmpty()) headers.set(HttpHeaders.COOKIE, String.join("; ", kept));
    }

    private void send(HttpServerResponse response, Iterable<Cookie> cookies) {
        List<Cookie> changed = new ArrayList<>();
        for (Cookie cookie : cookies) {
            if (cookie instanceof ServerCookie each
                    && each.isChanged()
                    && outside(each.getName()).isPresent()) {
                changed.add(cookie);
            }
        }
        for (Cookie cookie : changed) {
            response.removeCookies(cookie.getName(), false);
            response.addCookie(Cookie.cookie(outside(cookie.getName()).orElseThrow(), cookie.getValue())
                    .setPath("/")
                    .setSecure(true)
                    .setHttpOnly(true)
                    .setMaxAge(cookie.getMaxAge())
                    .setSameSite(CookieSameSite.LAX));
        }
    }

    private Optional<String> outside(String name) {
        return names.entrySet().stream()
                .filter(each -> begins(name, each.getKey()))
                .map(each -> each.getValue() + name.substring(each.getKey().length()))
                .findFirst();
    }

    private Optional<String> inside(String name) {
        return names.entrySet().stream()
                .filter(each -> begins(name, each.getValue()))
                .map(each -> each.getKey() + name.substring(each.getValue().length()))
                .findFirst();
    }

    private static boolean begins(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + "_");
    }
}
