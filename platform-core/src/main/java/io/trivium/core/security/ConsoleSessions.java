package io.trivium.core.security;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TokenIntrospection;
import io.quarkus.oidc.runtime.DefaultTokenStateManager;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Opens the cookie of a console session and asks the issuer whether the session is still alive (RFC 7662), at most once
 * in {@code platform.session.check-interval}. A session whose user logged out at any console, was disabled, or got other
 * roles or organisations is refused on every instance; the browser logs in again. The instance that the issuer tells of
 * the end of a session refuses it at once. While the issuer does not answer, a session lasts until its access token
 * expires. Thread-safe.
 */
@ApplicationScoped
@Alternative // Quarkus takes the only enabled one
@Priority(1)
class ConsoleSessions extends DefaultTokenStateManager {
    private static final Logger LOG = Logger.getLogger(ConsoleSessions.class);

    private static final int MOST = 10_000;
    /** Longer than access tokens live, which are the last to expire where the issuer does not answer. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(30);

    /** Claims that say what a person may do. */
    private static final List<String> RIGHTS = List.of("/realm_access/roles", "/tenant_id");

    private final InstantSource clock;
    private final Duration interval;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    /** Until when sessions are refused that the issuer has ended, by their {@code sid}. */
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();

    private final AtomicReference<Instant> warned = new AtomicReference<>(Instant.EPOCH);

    private record Answer(boolean alive, Instant until) {}

    @Inject
    ConsoleSessions(SessionConfig config, InstantSource clock) {
        this.clock = clock;
        this.interval = config.checkInterval();
    }

    @Override
    public Uni<AuthorizationCodeTokens> getTokens(
            RoutingContext routing,
            OidcTenantConfig tenant,
            String tokenState,
            OidcRequestContext<AuthorizationCodeTokens> request) {
        return super.getTokens(routing, tenant, tokenState, request)
                .call(tokens -> requireAlive(routing, tokens.getAccessToken()));
    }

    /** Refuses a session from now on; the issuer may still say that it is alive while it ends it. */
    void end(String sid) {
        Instant now = clock.instant();
        if (ended.size() >= MOST) ended.values().removeIf(now::isAfter);
        if (ended.size() < MOST) ended.put(sid, now.plus(REMEMBERED));
    }

    private Uni<Void> requireAlive(RoutingContext routing, String token) {
        Instant now = clock.instant();
        JsonNode claims = TokenClaims.all(token);
        if (ended.containsKey(claims.path("sid").asText())) return verdict(false);
        if (claims.path("exp").asLong() <= now.getEpochSecond()) {
            return Uni.createFrom().voidItem(); // Quarkus asks the issuer for new tokens
        }
        String id = claims.path("jti").asText(token);
        Answer before = answers.get(id);
        if (before != null && now.isBefore(before.until())) return verdict(before.alive());
        TenantConfigContext issuer = Objects.requireNonNull(routing.get(TenantConfigContext.class.getName()));
        return issuer.getOidcProviderClient()
                .introspectAccessToken(token)
                .map(answer -> isAlive(answer, claims))
                .onFailure()
                .recoverWithItem(this::untilItExpires)
                .invoke(alive -> remember(id, alive, now))
                .chain(ConsoleSessions::verdict);
    }

    private static Uni<Void> verdict(boolean alive) {
        return alive
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(new AuthenticationFailedException("the session has ended at the issuer"));
    }

    private static boolean isAlive(TokenIntrospection answer, JsonNode claims) {
        if (!answer.isActive()) return false;
        JsonNode now = TokenClaims.parse(answer.getIntrospectionString());
        return RIGHTS.stream().allMatch(right -> texts(now.at(right)).equals(texts(claims.at(right))));
    }

    private static Set<String> texts(JsonNode claim) {
        Set<String> texts = new HashSet<>();
        if (claim.isTextual()) texts.add(claim.textValue());
        claim.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private void remember(String id, boolean alive, Instant now) {
        if (answers.size() >= MOST) answers.values().removeIf(each -> !now.isBefore(each.until()));
        if (answers.size() >= MOST) answers.clear();
        answers.put(id, new Answer(alive, now.plus(interval)));
    }

    private boolean untilItExpires(Throwable failure) {
        Instant now = clock.instant();
        Instant last = warned.get();
        if (now.isAfter(last.plus(BETWEEN_WARNINGS)) && warned.compareAndSet(last, now)) {
            LOG.warnf(
                    "the issuer does not say whether console sessions are alive; they last until their access tokens"
                            + " expire: %s",
                    failure.getMessage());
        }
        return true;
    }
}
