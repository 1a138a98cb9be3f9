package io.trivium.runtime.learning.store;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelReference;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.store.ExampleView.StatementView;
import io.trivium.runtime.learning.store.ExampleView.StoredExampleView;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads single examples and the statements about them. Thread-safe. */
@ApplicationScoped
public class ExampleReader {
    private static final String RECENT = """
            select example_id, occurred_at, score, model_version, labels
            from learning_example e cross join lateral (select count(*) as labels from learning_label l
                where l.tenant_id = e.tenant_id and l.task = e.task and l.example_id = e.example_id) counted
            where e.tenant_id = :tenant and e.task = :task""";

    private static final String LATEST = " order by occurred_at desc, example_id limit :limit";

    private static final SqlQuery<RecentExampleView> ALL = SqlQuery.of(RecentExampleView.class, RECENT + LATEST);

    private static final SqlQuery<RecentExampleView> LABELLED =
            SqlQuery.of(RecentExampleView.class, RECENT + " and labels > 0" + LATEST);

    private static final SqlQuery<Stored> EXAMPLE = SqlQuery.of(Stored.class, """
            select encode(content_hash, 'hex') as content_hash, encode(subject, 'hex') as subject, occurred_at,
                recorded_at, score, model_version, retention_class
            from learning_example where tenant_id = :tenant and task = :task and example_id = :example
            """);

    private static final SqlQuery<LabelStatement> STATEMENTS = SqlQuery.of(LabelStatement.class, """
            select source, label, observed_at, recorded_at, withdrawn from learning_label
            where tenant_id = :tenant and task = :task and example_id = :example
            order by observed_at, source, label, withdrawn
            """);

    /** A row of the table of examples. */
    private record Stored(
            String contentHash,
            @Nullable String subject,
            Instant occurredAt,
            Instant recordedAt,
            @Nullable Double score,
            @Nullable ModelReference modelVersion,
            String retentionClass) {
        StoredExampleView with(Use use) {
            return new StoredExampleView(
                    contentHash, subject, occurredAt, recordedAt, score, modelVersion, retentionClass, use);
        }
    }

    private final TenantTransactions transactions;
    private final TaskPolicies policies;

    ExampleReader(TenantTransactions transactions, TaskPolicies policies) {
        this.transactions = transactions;
        this.policies = policies;
    }

    /**
     * An example as it is known.
     *
     * @param cutoff later observations of sources do not count for its label
     * @param knownAt later arrivals do not count
     * @throws PlatformException {@code learning-example-not-found}
     */
    public ExampleView require(TenantId tenant, TaskName task, String exampleId, Instant cutoff, Instant knownAt) {
        LabelPolicy policy = policies.labels(task);
        return transactions.withConnection(tenant, connection -> {
            StoredExampleView example = EXAMPLE.on(connection)
                    .set("tenant", tenant)
                    .set("task", task)
                    .set("example", exampleId)
                    .first()
                    .map(stored -> stored.with(policies.use(stored.retentionClass)))
                    .orElse(null);
            List<LabelStatement> statements = STATEMENTS
                    .on(connection)
                    .set("tenant", tenant)
                    .set("task", task)
                    .set("example", exampleId)
                    .list();
            if (example == null && statements.isEmpty()) throw notFound();
            return new ExampleView(
                    task,
                    exampleId,
                    example,
                    cutoff,
                    knownAt,
                    policy.rule(),
                    policy.labelOf(statements, cutoff, knownAt)
                            .map(StatementView::of)
                            .orElse(null),
                    statements.stream().map(StatementView::of).toList());
        });
    }

    /** {@code learning-example-not-found}. */
    public static PlatformException notFound() {
        return new PlatformException(
                RuntimeErrorCode.LEARNING_EXAMPLE_NOT_FOUND, "Nothing is known of this example of the task.");
    }

    /**
     * The latest examples of a task by their own time, the last one first; only those with a label where requested.
     *
     * @throws PlatformException {@code learning-task-not-found} when no example of the task was received
     */
    public List<RecentExampleView> recent(TenantId tenant, TaskName task, boolean labelled, int limit) {
        return transactions.withConnection(tenant, connection -> {
            List<RecentExampleView> found = (labelled ? LABELLED : ALL)
                    .on(connection)
                    .set("tenant", tenant)
                    .set("task", task)
                    .set("limit", limit)
                    .list();
            if (found.isEmpty() && !StoredTasks.of(connection, tenant).contains(task)) throw StoredTasks.notFound();
            return found;
        });
    }
}
