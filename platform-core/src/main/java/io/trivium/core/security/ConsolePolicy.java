package io.trivium.core.security;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Pages of the console need a login; its scripts, styles and fonts hold nothing private and do not. */
@ApplicationScoped
class ConsolePolicy implements HttpSecurityPolicy {

    @Override
    public String name() {
        return "console";
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext routing, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        if (ConsolePaths.isAsset(routing.normalizedPath())) return CheckResult.permit();
        return identity.map(caller -> caller.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
    }
}
