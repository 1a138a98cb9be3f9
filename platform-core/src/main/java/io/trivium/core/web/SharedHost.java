package io.trivium.core.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Serves each of several services on a shared host under its own path, {@code platform.web.prefix}. Requests arrive
 * with the prefix and are answered as those without it; addresses to which answers send the browser get the prefix.
 * Only the console, the API and its descriptions of problems are served under it. Thread-safe.
 */
@ApplicationScoped
class SharedHost {

    /** Runs before every handler that reads the address. */
    private static final int FIRST = 3_000_000;

    /** Read by Quarkus when it builds the addresses of the code flow; the caller cannot set it. */
    static final String FORWARDED_PREFIX = "x-forwarded-prefix";

    private static final Set<String> SHOWN = Set.of("/console", "/v1", "/problems");
    private static final Pattern ADDRESS = Pattern.compile("(?:https?://([^/?#]+))?(/[^?#]*)?(.*)", Pattern.DOTALL);

    private final String prefix;

    SharedHost(
            WebConfig web,
            @ConfigProperty(name = "quarkus.http.proxy.enable-forwarded-prefix", defaultValue = "false")
                    boolean codeFlowKnowsIt) {
        this.prefix = web.prefix().orElse("");
        if (!prefix.isEmpty() && !codeFlowKnowsIt) {
            throw new IllegalStateException("platform.web.prefix is " + prefix
                    + ": set quarkus.http.proxy.enable-forwarded-prefix=true too, or logins come back without it");
        }
    }

    /** Empty if the service has a host of its own. */
    String prefix() {
        return prefix;
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    private void enter(RoutingContext routing) {
        MultiMap asked = routing.request().headers();
        asked.remove(FORWARDED_PREFIX);
        if (prefix.isEmpty()) {
            routing.next();
            return;
        }
        asked.set(FORWARDED_PREFIX, prefix);
        String path = routing.normalizedPath();
        if (path.startsWith(prefix + "/") && isShown(path.substring(prefix.length()))) {
            @Nullable String query = routing.request().query();
            String inner = path.substring(prefix.length());
            routing.reroute(query == null ? inner : inner + "?" + query);
            return;
        }
        routing.addHeadersEndHandler(_ -> {
            MultiMap answered = routing.response().headers();
            @Nullable String location = answered.get(HttpHeaders.LOCATION);
            if (location != null) {
                answered.set(
                        HttpHeaders.LOCATION,
                        outside(location, String.valueOf(routing.request().authority())));
            }
        });
        routing.next();
    }

    /**
     * Returns an address as the browser must request it: with the prefix for the paths under it, and unchanged
     * otherwise.
     */
    String outside(String location, String host) {
        Matcher address = ADDRESS.matcher(location);
        if (!address.matches() || address.group(2) == null) return location;
        @Nullable String other = address.group(1);
        if (other != null && !other.equals(host)) return location;
        String path = address.group(2);
        String before = location.substring(0, address.start(2));
        if (isShown(path)) return before + prefix + path + address.group(3);
        if (path.startsWith(prefix + "/") && !isShown(path.substring(prefix.length()))) {
            return before + path.substring(prefix.length()) + address.group(3);
        }
        return location;
    }

    private static boolean isShown(String path) {
        return SHOWN.stream().anyMatch(shown -> path.equals(shown) || path.startsWith(shown + "/"));
    }
}
