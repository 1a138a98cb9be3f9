package io.trivium.runtime.learning.coverage;

import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.coverage.CoverageView.AgeView;
import io.trivium.runtime.learning.coverage.CoverageView.FeedView;
import io.trivium.runtime.learning.store.StoredTasks;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the contents of the store. Thread-safe. */
@ApplicationScoped
class CoverageReader {
    private static final int[] DAYS = {0, 1, 7, 30, 90};

    private static final SqlQuery<Arrivals> ARRIVALS = SqlQuery.of(Arrivals.class, """
            select (select max(recorded_at) from learning_label where tenant_id = :tenant and task = :task) as last_label,
                (select min(recorded_at) from learning_example where tenant_id = :tenant and task = :task)
                    as first_example,
                (select max(recorded_at) from learning_example where tenant_id = :tenant and task = :task)
                    as last_example
            """);

    private static final SqlQuery<Counts> COUNTS = SqlQuery.of(Counts.class, """
            select (select count(*) from learning_example where tenant_id = :tenant and task = :task) as examples,
                (select count(distinct content_hash) from learning_example where tenant_id = :tenant and task = :task)
                    as contents,
                (select count(*) from learning_label where tenant_id = :tenant and task = :task) as statements,
                (select count(distinct l.example_id) from learning_label l where l.tenant_id = :tenant and l.task = :task
                    and not exists (select from learning_example e where e.tenant_id = l.tenant_id and e.task = l.task
                        and e.example_id = l.example_id)) as unmatched,
                (select count(*) from learning_preference where tenant_id = :tenant and task = :task) as preferences
            """);

    private static final SqlQuery<Aged> BY_AGE = SqlQuery.of(Aged.class, """
            select count(*) as examples, count(*) filter (where exists (
                select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                    and l.example_id = e.example_id and not l.withdrawn and not exists (
                        select from learning_label w where w.tenant_id = l.tenant_id and w.task = l.task
                            and w.example_id = l.example_id and w.source = l.source and w.withdrawn
                            and w.observed_at >= l.observed_at))) as labelled
            from learning_example e where e.tenant_id = :tenant and e.task = :task and e.occurred_at <= :youngest
                and (:oldest::timestamptz is null or e.occurred_at > :oldest)
            """);

    private record Arrivals(
            @Nullable Instant lastLabel,
            @Nullable Instant firstExample,
            @Nullable Instant lastExample) {}

    private record Counts(long examples, long contents, long statements, long unmatched, long preferences) {}

    private record Aged(long examples, long labelled) {}

    private final TenantTransactions transactions;
    private final TaskCatalogue catalogue;
    private final TaskPolicies policies;
    private final InstantSource clock;

    CoverageReader(
            TenantTransactions transactions, TaskCatalogue catalogue, TaskPolicies policies, InstantSource clock) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.policies = policies;
        this.clock = clock;
    }

    /** The feeds of all tasks with received records. */
    List<FeedView> feeds(TenantId tenant) {
        Set<TaskName> withModel = catalogue.tasks();
        return transactions.withConnection(tenant, connection -> {
            List<FeedView> feeds = new ArrayList<>();
            for (TaskName task : StoredTasks.of(connection, tenant)) {
                feeds.add(feed(connection, tenant, task, withModel.contains(task)));
            }
            return feeds;
        });
    }

    private FeedView feed(Connection connection, TenantId tenant, TaskName task, boolean hasModel) {
        Arrivals arrivals =
                ARRIVALS.on(connection).set("tenant", tenant).set("task", task).one();
        Duration stallAfter = policies.stallAfter(task);
        return new FeedView(
                task,
                hasModel,
                FeedPolicy.isStalled(
                        arrivals.lastLabel, arrivals.firstExample, arrivals.lastExample, clock.instant(), stallAfter),
                arrivals.lastLabel,
                arrivals.lastExample,
                stallAfter.toSeconds());
    }

    CoverageView coverage(TenantId tenant, TaskName task) {
        Instant now = clock.instant();
        boolean hasModel = catalogue.tasks().contains(task);
        return transactions.withConnection(tenant, connection -> {
            Counts counts = COUNTS.on(connection)
                    .set("tenant", tenant)
                    .set("task", task)
                    .one();
            if (counts.examples + counts.statements == 0) throw StoredTasks.notFound();
            return new CoverageView(
                    task,
                    now,
                    counts.examples,
                    counts.contents,
                    counts.statements,
                    counts.unmatched,
                    counts.preferences,
                    ages(connection, tenant, task, now),
                    feed(connection, tenant, task, hasModel));
        });
    }

    private static List<AgeView> ages(Connection connection, TenantId tenant, TaskName task, Instant now) {
        List<AgeView> ages = new ArrayList<>();
        for (int i = 0; i < DAYS.length; i++) {
            Integer toDays = i + 1 < DAYS.length ? DAYS[i + 1] : null;
            Instant oldest = toDays == null ? null : now.minus(Duration.ofDays(toDays));
            // An example slightly ahead of this clock counts as of today.
            Instant youngest = DAYS[i] == 0 ? now.plus(Duration.ofDays(1)) : now.minus(Duration.ofDays(DAYS[i]));
            Aged aged = BY_AGE.on(connection)
                    .set("tenant", tenant)
                    .set("task", task)
                    .set("youngest", youngest)
                    .set("oldest", oldest)
                    .one();
            ages.add(new AgeView(DAYS[i], toDays, aged.examples, aged.labelled));
        }
        return ages;
    }
}
