package io.trivium.runtime.learning.curate;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.curate.SuspicionStore.Stored;
import io.trivium.runtime.learning.curate.SuspicionView.CheckView;
import io.trivium.runtime.learning.curate.SuspicionView.SuspicionPage;
import io.trivium.runtime.learning.manifest.ManifestFrozen;
import io.trivium.runtime.learning.store.StoreLock;
import io.trivium.runtime.learning.store.TaskPolicies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks the labels of frozen data sets, presents the likely wrong ones to reviewers and sends their decisions to the
 * label topic, like any other source's label. The queue of a task is that of its last check. One check at a time.
 * Thread-safe.
 */
@ApplicationScoped
public class SuspicionService {
    /** The source of labels that reviewers of suspicions give. */
    public static final String REVIEWER = "reviewer";
    /** The decision of a reviewer who confirms the label. */
    static final String KEEP = "keep";

    private static final Logger LOG = Logger.getLogger(SuspicionService.class);
    private static final String SOURCE = "/runtime/console";

    private final CurationConfig config;
    private final CurationRows rows;
    private final SuspicionStore store;
    private final TaskPolicies policies;
    private final TenantTransactions transactions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final InstantSource clock;
    private final ReentrantLock checking = new ReentrantLock();

    SuspicionService(
            CurationConfig config,
            CurationRows rows,
            SuspicionStore store,
            TaskPolicies policies,
            TenantTransactions transactions,
            Outbox outbox,
            AuditLog audit,
            InstantSource clock) {
        this.config = config;
        this.rows = rows;
        this.store = store;
        this.policies = policies;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    void checkWhenFrozen(@ObservesAsync ManifestFrozen frozen) {
        if (!config.automatic()) return;
        try {
            check(frozen.tenant(), frozen.manifestId());
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "labels of data set %s of tenant %s could not be checked; ask for it again under"
                            + " /v1/learning/manifests/{manifest}/suspicions",
                    frozen.manifestId(),
                    frozen.tenant());
        }
    }

    /**
     * Checks the labels of a data set again; its suspicions replace the task's open ones.
     *
     * @throws PlatformException {@code learning-manifest-not-found}
     */
    CheckView check(TenantId tenant, UUID manifestId) {
        TaskName task = transactions
                .withConnection(tenant, connection -> rows.task(connection, tenant, manifestId))
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_MANIFEST_NOT_FOUND, "No manifest has the id " + manifestId + "."));
        checking.lock();
        try {
            var entries = transactions.withConnection(
                    tenant, connection -> rows.entries(connection, tenant, task, manifestId, config.mostChecked()));
            LabelCheck.Result result =
                    new LabelCheck(config.fewestChecked(), config.mostSuspected(), OutOfSample.USUAL).of(entries);
            transactions.withConnection(tenant, connection -> {
                // Kept apart from erasures: a suspicion must not come after its subject was erased.
                StoreLock.MANIFESTS.share(connection, tenant);
                store.replace(connection, tenant, task, manifestId, now(), result.suspected());
                return task;
            });
            return new CheckView(
                    manifestId, result.checked(), result.suspected().size());
        } finally {
            checking.unlock();
        }
    }

    /** @throws PlatformException {@code learning-task-not-found} */
    SuspicionPage list(
            TenantId tenant, TaskName task, SuspicionView.State state, @Nullable SuspicionCursor cursor, int limit) {
        List<Stored> found = transactions.withConnection(tenant, connection -> {
            rows.requireTask(connection, tenant, task);
            return store.list(connection, tenant, task, state, cursor, limit + 1);
        });
        List<SuspicionView> items =
                found.stream().limit(limit).map(Stored::view).toList();
        if (found.size() <= limit) return new SuspicionPage(items, null);
        Stored last = found.get(limit - 1);
        return new SuspicionPage(
                items, new SuspicionCursor(last.margin(), last.view().id()).toString());
    }

    /**
     * Takes a reviewer's decision: stored, put on record and sent to the label topic together, or not at all.
     *
     * @param label {@code keep}, or the right label
     * @throws PlatformException {@code learning-suspicion-not-found}, {@code learning-suspicion-decided} or {@code
     *     learning-label-unknown}
     */
    SuspicionView decide(TenantId tenant, String actor, UUID id, String label, String reason) {
        return transactions.withConnection(tenant, connection -> {
            SuspicionView found = store.lock(connection, tenant, id)
                    .orElseThrow(() -> new PlatformException(
                            RuntimeErrorCode.LEARNING_SUSPICION_NOT_FOUND, "No open suspicion has the id " + id + "."));
            if (!found.state().equals(SuspicionView.State.OPEN.word())) {
                throw new PlatformException(
                        RuntimeErrorCode.LEARNING_SUSPICION_DECIDED,
                        "Another user has decided on this label already; open the next one.");
            }
            String decided = label.equals(KEEP) ? found.label() : label;
            if (!policies.labels(found.task()).knows(decided)) {
                throw new PlatformException(
                        RuntimeErrorCode.LEARNING_LABEL_UNKNOWN,
                        "The task has no label " + decided + "; choose one of its labels or keep.",
                        Map.of("field", "label"));
            }
            boolean isKept = decided.equals(found.label());
            SuspicionView.State state = isKept ? SuspicionView.State.KEPT : SuspicionView.State.CHANGED;
            Instant now = now();
            store.decide(connection, tenant, id, state, decided, actor, now, reason);
            outbox.add(
                    LabelObserved.TOPIC,
                    EventEnvelope.of(
                            UUID.randomUUID().toString(),
                            SOURCE,
                            found.example(),
                            now,
                            tenant,
                            new LabelObserved(found.example(), found.task(), decided, REVIEWER, now)));
            audit.append(new AuditEvent(
                    tenant,
                    actor,
                    "learning.label." + (isKept ? "keep" : "change"),
                    "learning-suspicion/" + id,
                    AuditOutcome.SUCCESS,
                    Map.of("task", found.task(), "label", found.label(), "decided", decided, "reason", reason)));
            return store.lock(connection, tenant, id).orElseThrow();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
