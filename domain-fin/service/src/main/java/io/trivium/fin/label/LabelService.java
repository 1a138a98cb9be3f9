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
public class LabelService {

    /** The source of labels that people at the desk give. */
    public static final String ANALYST = "analyst";

    static final String SOURCE = "/fin/console";

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
        transactions.run(tenant, () -> {
            record(tenant, authorizationId, label, now);
            audit.append("label.add", "authorization/" + authorizationId, AuditOutcome.SUCCESS, Map.of("label", label));
        });
        return new DecisionView.LabelView(label, ANALYST, now);
    }

    /**
     * Stores an analyst's label and sends it to the label topic, inside the caller's transaction of this tenant and
     * without an audit entry of its own: the act that the label follows from has one.
     *
     * @param label fraud or genuine
     * @param observedAt whole milliseconds; later than any label the analysts gave this authorization before
     */
    public void record(TenantId tenant, String authorizationId, String label, Instant observedAt) {
        var observed = new LabelObserved(authorizationId, FeatureStreams.LABEL_TASK, label, ANALYST, observedAt);
        decisions.keepLabels(tenant, List.of(observed));
        outbox.add(
                streams.topics().label(),
                EventEnvelope.of(UUID.randomUUID().toString(), SOURCE, authorizationId, observedAt, tenant, observed));
    }
}
