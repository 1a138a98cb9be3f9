package io.trivium.runtime.learning.erasure;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.erasure.ErasureStore.Example;
import io.trivium.runtime.learning.erasure.ErasureView.ErasurePage;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.LearningMetrics;
import io.trivium.runtime.learning.store.Pseudonyms;
import io.trivium.runtime.learning.store.StoreLock;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Erases subjects: inputs, labels, preferences and refusals of all their examples in every task, and the content of
 * their lines in manifests. Later records about them are refused. Deletion, proof and audit entry are one transaction,
 * which no incoming record can overtake. Thread-safe.
 */
@ApplicationScoped
public class ErasureService {
    private final ErasureStore store;
    private final Pseudonyms pseudonyms;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final LearningConfig config;
    private final InstantSource clock;
    private final MeterRegistry meters;

    ErasureService(
            ErasureStore store,
            Pseudonyms pseudonyms,
            TenantTransactions transactions,
            AuditLog audit,
            LearningConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.pseudonyms = pseudonyms;
        this.transactions = transactions;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Erases a subject, known here or not: records of an unknown one are refused later. A second erasure creates a
     * second proof.
     *
     * @param actor who requests it, for the audit log, which does not name the subject
     */
    public ErasureView erase(TenantId tenant, String actor, String subject, String reason) {
        byte[] pseudonym = pseudonyms.ofSubject(tenant, subject);
        ErasureView proof = transactions.withConnection(tenant, config.freezeTimeout(), connection -> {
            StoreLock.MANIFESTS.takeAlone(connection, tenant);
            StoreLock.ARRIVALS.takeAlone(connection, tenant);
            return erase(connection, tenant, actor, pseudonym, reason);
        });
        meters.counter(LearningMetrics.ERASURES).increment();
        return proof;
    }

    private ErasureView erase(Connection connection, TenantId tenant, String actor, byte[] subject, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Example> examples = store.examples(connection, tenant, subject);
        List<byte[]> hashes = new ArrayList<>();
        for (Example each : examples) hashes.add(pseudonyms.ofExample(tenant, each.task(), each.exampleId()));
        store.mark(connection, tenant, hashes, now);
        long labels = store.delete(connection, tenant, ErasureStore.DELETE_LABELS, examples);
        long preferences = store.delete(connection, tenant, ErasureStore.DELETE_PREFERENCES, examples);
        store.delete(connection, tenant, ErasureStore.DELETE_REJECTIONS, examples);
        store.delete(connection, tenant, ErasureStore.DELETE_SUSPICIONS, examples);
        long deleted = store.delete(connection, tenant, ErasureStore.DELETE_EXAMPLES, examples);
        List<UUID> manifests = store.manifests(connection, tenant, subject);
        List<String> versions = store.versions(connection, tenant, manifests);
        List<UUID> variants = store.variants(connection, tenant, manifests);
        long lines = store.eraseLines(connection, tenant, subject);
        UUID id = UUID.randomUUID();
        String pseudonym = HexFormat.of().formatHex(subject);
        AuditEntry entry = audit.append(new AuditEvent(
                tenant,
                actor,
                "learning.subject.erase",
                "learning-erasure/" + id,
                AuditOutcome.SUCCESS,
                Map.of(
                        "subject",
                        pseudonym,
                        "reason",
                        reason,
                        "examples",
                        deleted,
                        "labels",
                        labels,
                        "preferences",
                        preferences,
                        "entries",
                        lines,
                        "manifests",
                        manifests.stream().map(UUID::toString).toList(),
                        "modelVersions",
                        versions,
                        "variants",
                        variants.stream().map(UUID::toString).toList())));
        ErasureView proof = new ErasureView(
                id,
                pseudonym,
                now,
                actor,
                reason,
                deleted,
                labels,
                preferences,
                lines,
                manifests,
                versions,
                variants,
                entry.seq(),
                entry.hash());
        store.add(connection, tenant, proof);
        return proof;
    }

    ErasureView require(TenantId tenant, UUID id) {
        return transactions
                .withConnection(tenant, connection -> store.find(connection, tenant, id))
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_ERASURE_NOT_FOUND, "No erasure has the id " + id + "."));
    }

    ErasurePage list(TenantId tenant, @Nullable String subject, @Nullable ErasureCursor cursor, int limit) {
        byte[] pseudonym = subject == null ? null : pseudonyms.ofSubject(tenant, subject);
        List<ErasureView> found = transactions.withConnection(
                tenant, connection -> store.list(connection, tenant, pseudonym, cursor, limit + 1));
        if (found.size() <= limit) return new ErasurePage(found, null);
        ErasureView last = found.get(limit - 1);
        return new ErasurePage(found.subList(0, limit), new ErasureCursor(last.erasedAt(), last.id()).toString());
    }
}
