package io.trivium.fin.intake;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.authorization.TimePolicy;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.decision.api.DecisionFeed;
import io.trivium.fin.stream.AcceptedIds;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Authorizations that come in over HTTP: put on the same topic as all others, and answered with the decision from the
 * log. Sending one again with the same content gives the same decision. Thread-safe.
 */
@ApplicationScoped
public class AuthorizationService {

    static final String SOURCE = "/fin/http";

    private final AuthorizationConfig config;
    private final TimePolicy times;
    private final AuthorizationPublisher publisher;
    private final AcceptedIds accepted;
    private final DecisionRepository decisions;
    private final DecisionFeed feed;
    private final InstantSource clock;
    private final Semaphore waiting;

    AuthorizationService(
            AuthorizationConfig config,
            AuthorizationPublisher publisher,
            AcceptedIds accepted,
            DecisionRepository decisions,
            DecisionFeed feed,
            InstantSource clock) {
        this.config = config;
        this.times = TimePolicy.of(config);
        this.publisher = publisher;
        this.accepted = accepted;
        this.decisions = decisions;
        this.feed = feed;
        this.clock = clock;
        this.waiting = new Semaphore(config.maxWaiting());
    }

    /**
     * Accepts an authorization.
     *
     * @param wait whether to wait for the decision
     * @return the decision, or empty when it was not made in time or not waited for
     * @throws PlatformException when it is refused, or its id belongs to other content
     */
    public Optional<DecisionView> submit(TenantId tenant, Authorization authorization, boolean wait) {
        String hash = authorization.contentHash();
        Optional<DecisionView> known = alreadyDecided(tenant, authorization.authorizationId());
        if (known.isPresent()) return Optional.of(requireSame(known.orElseThrow(), hash));
        FinErrorCode refusal = times.refusal(tenant, authorization.occurredAt(), clock.instant());
        if (refusal != null) throw new PlatformException(refusal, refusal.meaning());
        if (!wait) {
            publish(tenant, authorization);
            return Optional.empty();
        }
        if (!waiting.tryAcquire()) {
            throw new PlatformException(
                    CoreErrorCode.OVERLOADED, "Too many requests are waiting for a decision; nothing was taken in.");
        }
        CompletableFuture<AuthorizationDecided> decision = feed.await(tenant, authorization.authorizationId());
        try {
            publish(tenant, authorization);
            AuthorizationDecided decided = decision.get(config.decisionWait().toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(requireSame(DecisionView.of(decided), hash));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a decision failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            feed.forget(tenant, authorization.authorizationId(), decision);
            waiting.release();
        }
    }

    /** PostgreSQL is queried only for ids that intake remembers, or does not know about: most requests are new. */
    private Optional<DecisionView> alreadyDecided(TenantId tenant, String authorizationId) {
        return switch (accepted.ask(tenant, authorizationId)) {
            case NEW -> Optional.empty();
            case ACCEPTED, NOT_HERE -> find(tenant, authorizationId);
        };
    }

    /** The decision, from PostgreSQL or, right after it was made, from the log. */
    public Optional<DecisionView> find(TenantId tenant, String authorizationId) {
        return decisions
                .find(tenant, authorizationId)
                .or(() -> feed.recent(tenant, authorizationId).map(DecisionView::of));
    }

    private void publish(TenantId tenant, Authorization authorization) {
        publisher.publish(EventEnvelope.of(
                EventIds.of(tenant, Authorization.TYPE, authorization.authorizationId())
                        .toString(),
                SOURCE,
                authorization.authorizationId(),
                clock.instant(),
                tenant,
                authorization));
    }

    private static DecisionView requireSame(DecisionView decision, String hash) {
        if (!decision.contentHash().equals(hash)) {
            throw new PlatformException(
                    FinErrorCode.AUTHORIZATION_ID_CONFLICT, FinErrorCode.AUTHORIZATION_ID_CONFLICT.meaning());
        }
        return decision;
    }
}
