package io.trivium.runtime.learning.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.pack.Objective;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Deletes expired rows: examples by their task's specification and class, labels and preferences by the specification,
 * refusals by the configuration. Manifests stay; they hold no inputs.
 */
@ApplicationScoped
class LearningPurge {
    private static final Logger LOG = Logger.getLogger(LearningPurge.class);
    private static final int BATCH = 2_000;

    private static final SqlUpdate REJECTIONS =
            delete("learning_rejection", "tenant_id = :tenant and rejected_at < :before");

    private static final SqlUpdate EXAMPLES =
            delete("learning_example", "tenant_id = :tenant and task = :task and occurred_at < :before");

    private static final SqlUpdate EXAMPLES_OF_CLASS = delete(
            "learning_example",
            "tenant_id = :tenant and task = :task and occurred_at < :before and retention_class = :class");

    private static final SqlUpdate SUSPICIONS = delete("learning_suspicion", """
            tenant_id = :tenant and task = :task and not exists (select from learning_example e
                where e.tenant_id = learning_suspicion.tenant_id and e.task = learning_suspicion.task
                    and e.example_id = learning_suspicion.example_id)""");

    private static final SqlUpdate LABELS = deleteObserved("learning_label");
    private static final SqlUpdate PREFERENCES = deleteObserved("learning_preference");

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

    private static SqlUpdate deleteObserved(String table) {
        return delete(table, "tenant_id = :tenant and task = :task and observed_at < :before");
    }

    private static SqlUpdate delete(String table, String where) {
        return SqlUpdate.of("delete from " + table + " where ctid = any (array(select ctid from " + table + " where "
                + where + " limit " + BATCH + "))");
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
        long deleted =
                delete(tenant, "rejection", REJECTIONS, call -> call.set("before", now.minus(config.keepRejections())));
        Set<TaskName> tasks = transactions.withConnection(tenant, connection -> StoredTasks.of(connection, tenant));
        for (TaskName task : tasks) deleted += purge(tenant, task, now);
        return deleted;
    }

    private long purge(TenantId tenant, TaskName task, Instant now) {
        List<TaskCatalogue.TaskVersion> versions = catalogue.versions(task);
        Objective.Retention retention = versions.isEmpty()
                ? Objective.Retention.DEFAULT
                : versions.getFirst().spec().objective().retention();
        long deleted = delete(
                tenant,
                "example",
                EXAMPLES,
                call -> call.set("task", task).set("before", before(now, retention.examples())));
        for (String each : policies.retentionClasses()) {
            deleted += delete(
                    tenant,
                    "example",
                    EXAMPLES_OF_CLASS,
                    call -> call.set("task", task)
                            .set("before", policies.oldest(each, retention, now))
                            .set("class", each));
        }
        deleted += delete(tenant, "suspicion", SUSPICIONS, call -> call.set("task", task));
        UnaryOperator<SqlUpdate.Call> observed =
                call -> call.set("task", task).set("before", before(now, retention.labels()));
        deleted += delete(tenant, "label", LABELS, observed);
        return deleted + delete(tenant, "preference", PREFERENCES, observed);
    }

    private static Instant before(Instant now, Period period) {
        return now.atOffset(ZoneOffset.UTC).minus(period).toInstant();
    }

    /** In short transactions of a bounded number of rows. */
    private long delete(TenantId tenant, String kind, SqlUpdate delete, UnaryOperator<SqlUpdate.Call> values) {
        long all = 0;
        int deleted;
        do {
            deleted = transactions.withConnection(
                    tenant,
                    connection -> values.apply(delete.on(connection).set("tenant", tenant))
                            .run());
            all += deleted;
        } while (deleted == BATCH);
        if (all > 0) meters.counter(LearningMetrics.EXPIRED, "kind", kind).increment((double) all);
        return all;
    }
}
