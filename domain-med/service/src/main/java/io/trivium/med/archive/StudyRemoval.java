package io.trivium.med.archive;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Removes studies with all their results and verdicts: at a word, or when they are older than the hospital keeps them.
 * A removal is in the audit log or is not done; files go later ({@link RemovedFiles}). Thread-safe.
 */
@ApplicationScoped
public class StudyRemoval {
    private static final Logger LOG = Logger.getLogger(StudyRemoval.class);
    private static final int AT_ONCE = 200;
    private static final String BY_AGE = "system:retention";

    private static final SqlQuery<Boolean> EXISTS =
            SqlQuery.of(Boolean.class, "select exists (select from instance where study_instance_uid = :study)");

    /** The number of removed instances; -1 when the study is being processed. */
    private static final SqlQuery<Integer> REMOVE =
            SqlQuery.of(Integer.class, "select coalesce(remove_study(:study), -1)");

    /** Checks only images of studies that began earlier: there are hundreds of times as many images as studies. */
    private static final SqlQuery<StudyInstanceUid> OVER = SqlQuery.of(StudyInstanceUid.class, """
        select s.study_instance_uid from study s
        where s.tenant_id = :tenant and s.created_at < :before and (select max(i.received_at) from instance i
            where i.tenant_id = s.tenant_id and i.study_instance_uid = s.study_instance_uid) < :before
        order by s.created_at limit :limit
        """);

    private final RetentionConfig config;
    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final AuditLog audit;
    private final InstantSource clock;

    StudyRemoval(
            RetentionConfig config,
            TenantTransactions transactions,
            KnownTenants tenants,
            AuditLog audit,
            InstantSource clock) {
        this.config = config;
        this.transactions = transactions;
        this.tenants = tenants;
        this.audit = audit;
        this.clock = clock;
    }

    /** The outcome of a removal. */
    public enum Outcome {
        REMOVED,
        /** Something of it is being read, delivered or committed to: nothing was removed. */
        UNDER_WAY,
        NOT_FOUND
    }

    /** Removes one study. */
    public Outcome remove(TenantId tenant, StudyInstanceUid study, String who, String reason) {
        return transactions.withConnection(tenant, connection -> {
            if (!EXISTS.on(connection).set("study", study).one()) return Outcome.NOT_FOUND;
            int instances = REMOVE.on(connection).set("study", study).one();
            if (instances < 0) return Outcome.UNDER_WAY;
            audit.append(new AuditEvent(
                    tenant,
                    who,
                    "study.remove",
                    "study/" + study,
                    AuditOutcome.SUCCESS,
                    Map.of("instances", instances, "reason", reason)));
            return Outcome.REMOVED;
        });
    }

    @Scheduled(
            identity = "study-retention",
            every = "1h",
            delayed = "10m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void everyHour() {
        Duration kept = config.keepStudies().orElse(null);
        if (kept == null) return;
        for (TenantId tenant : tenants.all()) {
            try {
                removeBefore(tenant, clock.instant().minus(kept), "kept for " + kept);
            } catch (RuntimeException e) {
                LOG.warnf("studies that are over are not removed for the moment: %s", e.getMessage());
            }
        }
    }

    /**
     * Removes studies whose newest instance came before; what is in progress waits for the next time. Returns how many.
     */
    int removeBefore(TenantId tenant, Instant before, String reason) {
        int removed = 0;
        for (StudyInstanceUid study : over(tenant, before)) {
            if (remove(tenant, study, BY_AGE, reason) == Outcome.REMOVED) removed++;
        }
        if (removed > 0) LOG.infof("%d studies whose last image came before %s were removed", removed, before);
        return removed;
    }

    private List<StudyInstanceUid> over(TenantId tenant, Instant before) {
        return transactions.withConnection(
                tenant,
                connection -> OVER.on(connection)
                        .set("tenant", tenant)
                        .set("before", before)
                        .set("limit", AT_ONCE)
                        .list());
    }
}
