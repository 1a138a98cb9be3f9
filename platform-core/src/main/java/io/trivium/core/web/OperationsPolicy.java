package io.trivium.core.web;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.trivium.core.security.Roles;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Metrics and the API description: open on this machine, elsewhere for administrators or where opened by setting. A
 * request that a proxy on this machine forwards comes from elsewhere: it names a host that is not this machine, or who
 * asked the proxy.
 */
@ApplicationScoped
class OperationsPolicy implements HttpSecurityPolicy {

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Headers of proxies besides {@code X-Forwarded-*} (RFC 7239; RFC 9110, section 7.6.3). */
    private static final Set<String> PROXIES = Set.of("forwarded", "via", "x-real-ip");

    private final boolean open;

    OperationsPolicy(WebConfig web) {
        this.open = web.openOperations();
    }

    @Override
    public String name() {
        return "operations";
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext routing, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        if (open || isOfThisMachine(routing.request())) {
            return CheckResult.permit();
        }
        return identity.map(caller -> caller.hasRole(Roles.PLATFORM_ADMIN) ? CheckResult.PERMIT : CheckResult.DENY);
    }

    private static boolean isOfThisMachine(HttpServerRequest request) {
        HostAndPort host = request.authority();
        return isLoopback(request.connection().remoteAddress())
                && host != null
                && HERE.contains(host.host().toLowerCase(Locale.ROOT))
                && request.headers().names().stream().noneMatch(OperationsPolicy::isOfAProxy);
    }

    private static boolean isOfAProxy(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return (name.startsWith("x-forwarded-") && !name.equals(SharedHost.FORWARDED_PREFIX)) || PROXIES.contains(name);
    }

    private static boolean isLoopback(SocketAddress address) {
        try {
            return address != null
                    && address.hostAddress() != null
                    && InetAddress.getByName(address.hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
