package io.trivium.fin.label;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.stream.FeatureStreams;
import io.trivium.fin.stream.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes an analyst's label: stored, put on record and sent to the label topic together, or not at all. */
@ApplicationScoped
class LabelService {

    static final String SOURCE = "/fin/console";
    private static final String ANALYST = "analyst";

    private final DecisionRepository decisions;
    private final TenantTransactions transactions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final StreamConfig streams;
    private final InstantSource clock;

    LabelService(
            DecisionRepository decisions,
            TenantTransactions transactions,
            Outbox outbox,
            AuditLog audit,
            StreamConfig streams,
            InstantSource clock) {
        this.decisions = decisions;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.streams = streams;
        this.clock = clock;
    }

    /** @throws PlatformException {@code authorization-not-found} when the tenant has no such decision */
    DecisionView.LabelView add(TenantId tenant, String authorizationId, String label) {
        if (decisions.find(tenant, authorizationId).isEmpty()) {
            throw new PlatformException(
                    FinErrorCode.AUTHORIZATION_NOT_FOUND, FinErrorCode.AUTHORIZATION_NOT_FOUND.meaning());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var observed = new LabelObserved(authorizationId, FeatureStreams.LABEL_TASK, label, ANALYST, now);
        transactions.run(tenant, () -> {
            decisions.keepLabels(tenant, List.of(observed));
            outbox.add(
                    streams.topics().label(),
                    EventEnvelope.of(UUID.randomUUID().toString(), SOURCE, authorizationId, now, tenant, observed));
            audit.append("label.add", "authorization/" + authorizationId, AuditOutcome.SUCCESS, Map.of("label", label));
        });
        return new DecisionView.LabelView(label, ANALYST, now);
    }
}
