package io.trivium.runtime.learning.store;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.store.ExampleView.StatementView;
import io.trivium.runtime.learning.store.ExampleView.StoredExampleView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads single examples and the statements about them. Thread-safe. */
@ApplicationScoped
public class ExampleReader {
    private static final HexFormat HEX = HexFormat.of();

    private static final String RECENT = """
            select example_id, occurred_at, score, model_version, labels
            from learning_example e cross join lateral (select count(*) as labels from learning_label l
                where l.tenant_id = e.tenant_id and l.task = e.task and l.example_id = e.example_id) counted
            where e.tenant_id = ? and e.task = ?""";

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
    public ExampleView require(TenantId tenant, String task, String exampleId, Instant cutoff, Instant knownAt) {
        LabelPolicy policy = policies.labels(task);
        return transactions.withConnection(tenant, connection -> {
            StoredExampleView example = example(connection, tenant, task, exampleId);
            List<LabelStatement> statements = statements(connection, tenant, task, exampleId);
            if (example == null && statements.isEmpty()) {
                throw new PlatformException(
                        RuntimeErrorCode.LEARNING_EXAMPLE_NOT_FOUND, "Nothing is known of this example of the task.");
            }
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

    /**
     * The latest examples of a task by their own time, the last one first; only those with a label where requested.
     *
     * @throws PlatformException {@code learning-task-not-found} when no example of the task was received
     */
    public List<RecentExampleView> recent(TenantId tenant, String task, boolean labelled, int limit) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    RECENT + (labelled ? " and labels > 0" : "") + " order by occurred_at desc, example_id limit ?")) {
                Sql.bind(select, tenant.value(), task, limit);
                List<RecentExampleView> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new RecentExampleView(
                                row.getString("example_id"),
                                Sql.time(row, "occurred_at"),
                                row.getObject("score", Double.class),
                                row.getString("model_version"),
                                row.getInt("labels")));
                    }
                }
                if (found.isEmpty() && !StoredTasks.of(connection, tenant).contains(task)) {
                    throw new PlatformException(
                            RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "Nothing came in for this task.");
                }
                return found;
            }
        });
    }

    private @Nullable StoredExampleView example(Connection connection, TenantId tenant, String task, String exampleId)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select content_hash, subject, occurred_at, recorded_at, score, model_version, retention_class
                from learning_example where tenant_id = ? and task = ? and example_id = ?""")) {
            Sql.bind(select, tenant.value(), task, exampleId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) return null;
                byte[] subject = row.getBytes("subject");
                String retentionClass = row.getString("retention_class");
                return new StoredExampleView(
                        HEX.formatHex(row.getBytes("content_hash")),
                        subject == null ? null : HEX.formatHex(subject),
                        Sql.time(row, "occurred_at"),
                        Sql.time(row, "recorded_at"),
                        row.getObject("score", Double.class),
                        row.getString("model_version"),
                        retentionClass,
                        policies.use(retentionClass));
            }
        }
    }

    private static List<LabelStatement> statements(
            Connection connection, TenantId tenant, String task, String exampleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select source, label, observed_at, recorded_at, withdrawn from learning_label
                where tenant_id = ? and task = ? and example_id = ? order by observed_at, source, label, withdrawn""")) {
            Sql.bind(select, tenant.value(), task, exampleId);
            List<LabelStatement> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new LabelStatement(
                            row.getString("source"),
                            row.getString("label"),
                            Sql.time(row, "observed_at"),
                            Sql.time(row, "recorded_at"),
                            row.getBoolean("withdrawn")));
                }
            }
            return found;
        }
    }
}
