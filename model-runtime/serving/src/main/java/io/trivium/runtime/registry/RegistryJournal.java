package io.trivium.runtime.registry;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jboss.logging.Logger;

/** Audits changes of models and refusals. Thread-safe. */
@ApplicationScoped
class RegistryJournal {
    private static final Logger LOG = Logger.getLogger(RegistryJournal.class);

    private final TenantTransactions transactions;
    private final AuditLog audit;

    RegistryJournal(TenantTransactions transactions, AuditLog audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Audits a change of a version, in the transaction of the change. */
    void record(String action, ModelVersion entity, AuditOutcome outcome, Map<String, ?> details, Operator operator) {
        audit.append(new AuditEvent(
                operator.tenant(),
                operator.name(),
                action,
                "model/" + entity.modelName() + ":" + entity.version(),
                outcome,
                details));
    }

    /** Audits a change of a model as a whole, or of what would have been a version, in the transaction of the change. */
    void record(String action, String object, AuditOutcome outcome, Map<String, ?> details, Operator operator) {
        audit.append(new AuditEvent(operator.tenant(), operator.name(), action, "model/" + object, outcome, details));
    }

    /** Audits a refused pack, in a transaction of its own; returns the problem for the caller. */
    PlatformException refused(String action, String object, InvalidPackException e, Operator operator) {
        LOG.warnf("%s %s refused: %s", action, object, e.getMessage());
        transactions.run(
                operator.tenant(),
                () -> record(action, object, AuditOutcome.REFUSED, Map.of("faults", e.faults()), operator));
        return new PlatformException(
                RuntimeErrorCode.MODEL_PACK_INVALID,
                "The model pack is refused: " + String.join("; ", e.faults()) + ".",
                Map.of("faults", e.faults()),
                e);
    }
}
