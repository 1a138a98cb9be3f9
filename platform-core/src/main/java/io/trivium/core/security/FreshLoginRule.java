package io.trivium.core.security;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses operations marked {@link FreshLogin} to people whose login is older than the setting. */
class FreshLoginRule {
    private final CurrentIdentityAssociation identities;
    private final InstantSource clock;
    private final Duration longest;

    FreshLoginRule(CurrentIdentityAssociation identities, InstantSource clock, SessionConfig config) {
        this.identities = identities;
        this.clock = clock;
        this.longest = config.loginAge();
    }

    /** Runs after the roles are known to be right: a caller without the role need not log in again. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 2)
    Uni<Response> requireFreshLogin(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        if (method == null || !method.isAnnotationPresent(FreshLogin.class))
            return Uni.createFrom().nullItem();
        return identities.getDeferredIdentity().chain(identity -> {
            if (!identity.isAnonymous()) check(Caller.of(identity).authenticatedAt());
            return Uni.createFrom().nullItem();
        });
    }

    private void check(Optional<Instant> authenticated) {
        if (authenticated.isPresent()
                && !clock.instant().isAfter(authenticated.orElseThrow().plus(longest))) {
            return;
        }
        throw new PlatformException(
                CoreErrorCode.AUTHENTICATION_TOO_OLD,
                authenticated.isEmpty()
                        ? "The identity provider does not say when you logged in (claim auth_time), which this needs."
                        : "This needs a login within the last " + longest.toMinutes()
                                + " minutes; log in again and repeat it.",
                Map.of("maxAge", longest.toSeconds()));
    }
}
