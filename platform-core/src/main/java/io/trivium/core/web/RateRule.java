package io.trivium.core.web;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Counts the requests of every authenticated caller, by what its verified token says. */
class RateRule {
    private final CurrentIdentityAssociation identities;
    private final RateLimits limits;

    RateRule(CurrentIdentityAssociation identities, RateLimits limits) {
        this.identities = identities;
        this.limits = limits;
    }

    /** Runs after the tenant check: callers without a tenant are refused before. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 1)
    Uni<Response> requireModeration(RoutingContext routing) {
        if (limits.areOff(routing.normalizedPath())) return Uni.createFrom().nullItem();
        return identities
                .getDeferredIdentity()
                .invoke(this::count)
                // an invalid token is refused where one is required, and counts for no caller elsewhere
                .onFailure(AuthenticationFailedException.class)
                .recoverWithNull()
                .chain(() -> Uni.createFrom().nullItem());
    }

    private void count(SecurityIdentity identity) {
        if (!identity.isAnonymous()) {
            // The request's own identity is not available here, where nothing may wait for its token to be checked.
            Caller caller = Caller.of(identity);
            limits.admit(caller.claims(TenantContext.CLAIM).stream().findFirst().orElse(TenantId.ANY), caller.name());
        }
    }
}
