package io.trivium.core.web;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.trivium.core.security.Roles;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Metrics and the API description: open on this machine, elsewhere for administrators or where opened by setting. */
@ApplicationScoped
class OperationsPolicy implements HttpSecurityPolicy {

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
        if (open || isLoopback(routing.request().connection().remoteAddress())) {
            return CheckResult.permit();
        }
        return identity.map(caller -> caller.hasRole(Roles.PLATFORM_ADMIN) ? CheckResult.PERMIT : CheckResult.DENY);
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
