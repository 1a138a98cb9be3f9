package io.trivium.runtime.learning.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.pack.Objective;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Deletes expired rows: examples by their task's specification and class, labels and preferences by the specification,
 * refusals by the configuration. Manifests stay; they hold no inputs.
 */
@ApplicationScoped
class LearningPurge {
    private static final Logger LOG = Logger.getLogger(LearningPurge.class);
    private static final int BATCH = 2_000;

    private final LearningConfig config;
    private final TaskPolicies policies;
    private final TaskCatalogue catalogue;
    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final MeterRegistry meters;

    LearningPurge(
            LearningConfig config,
            TaskPolicies policies,
            TaskCatalogue catalogue,
            TenantTransactions transactions,
            KnownTenants tenants,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.policies = policies;
        this.catalogue = catalogue;
        this.transactions = transactions;
        this.tenants = tenants;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(
            identity = "learning-purge",
            every = "${platform.runtime.learning.purge-interval:1h}",
            delayed = "5m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        for (TenantId tenant : tenants.all()) {
            long deleted = purge(tenant);
            if (deleted > 0) LOG.infof("deleted %d rows that may be kept no longer, tenant %s", deleted, tenant);
        }
    }

    /** Deletes the expired rows of one tenant; returns the number of rows. */
    long purge(TenantId tenant) {
        Instant now = clock.instant();
        long deleted = delete(
                tenant,
                "rejection",
                "learning_rejection where tenant_id = ? and rejected_at < ?",
                tenant.value(),
                now.minus(config.keepRejections()));
        Set<String> tasks = transactions.withConnection(tenant, connection -> StoredTasks.of(connection, tenant));
        for (String task : tasks) deleted += purge(tenant, task, now);
        return deleted;
    }

    private long purge(TenantId tenant, String task, Instant now) {
        List<TaskCatalogue.TaskVersion> versions = catalogue.versions(task);
        Objective.Retention retention = versions.isEmpty()
                ? Objective.Retention.DEFAULT
                : versions.getFirst().spec().objective().retention();
        long deleted = delete(
                tenant,
                "example",
                "learning_example where tenant_id = ? and task = ? and occurred_at < ?",
                tenant.value(),
                task,
                before(now, retention.examples()));
        for (String each : policies.retentionClasses()) {
            deleted += delete(
                    tenant,
                    "example",
                    "learning_example where tenant_id = ? and task = ? and occurred_at < ? and retention_class = ?",
                    tenant.value(),
                    task,
                    policies.oldest(each, retention, now),
                    each);
        }
        deleted += delete(tenant, "suspicion", """
                learning_suspicion where tenant_id = ? and task = ? and not exists (select from learning_example e
                    where e.tenant_id = learning_suspicion.tenant_id and e.task = learning_suspicion.task
                        and e.example_id = learning_suspicion.example_id)""", tenant.value(), task);
        for (String kind : List.of("label", "preference")) {
            deleted += delete(
                    tenant,
                    kind,
                    "learning_" + kind + " where tenant_id = ? and task = ? and observed_at < ?",
                    tenant.value(),
                    task,
                    before(now, retention.labels()));
        }
        return deleted;
    }

    private static Instant before(Instant now, Period period) {
        return now.atOffset(ZoneOffset.UTC).minus(period).toInstant();
    }

    /** In short transactions of a bounded number of rows. */
    private long delete(TenantId tenant, String kind, String fromWhere, Object... values) {
        String table = fromWhere.substring(0, fromWhere.indexOf(' '));
        String sql = "delete from " + table + " where ctid = any (array(select ctid from " + fromWhere + " limit "
                + BATCH + "))";
        long all = 0;
        int deleted;
        do {
            deleted = transactions.withConnection(tenant, connection -> {
                try (PreparedStatement delete = connection.prepareStatement(sql)) {
                    return Sql.update(delete, values);
                }
            });
            all += deleted;
        } while (deleted == BATCH);
        if (all > 0) meters.counter(LearningMetrics.EXPIRED, "kind", kind).increment((double) all);
        return all;
    }
}
