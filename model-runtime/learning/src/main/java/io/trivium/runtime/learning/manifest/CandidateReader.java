package io.trivium.runtime.learning.manifest;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.store.LabelStatement;
import io.trivium.runtime.learning.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * The examples of a task as of a time, with the statements about them by then. For one transaction; not thread-safe.
 */
final class CandidateReader {
    private static final int FETCH = 500;
    /** Examples with more bytes of inputs are not profiled. */
    private static final int LARGEST_PROFILED = 64 << 10;

    private static final double TRAIN_TIME = 0.7;
    private static final double TRAIN_AND_VALIDATION_TIME = 0.85;

    private static final String CONDITION = """
            where e.tenant_id = ? and e.task = ? and e.occurred_at < ? and e.recorded_at <= ?
            """;

    private static final String CANDIDATES = """
            select e.example_id, e.content_hash, e.subject, e.occurred_at, e.retention_class,
                case when octet_length(e.inputs) <= ? then e.inputs end as inputs,
                l.source, l.label, l.observed_at, l.recorded_at, l.withdrawn
            from learning_example e join learning_label l using (tenant_id, task, example_id)
            """ + CONDITION + """
            and l.observed_at <= ? and l.recorded_at <= ?
            order by e.content_hash, e.occurred_at, e.example_id""";

    private static final String TIMES = """
            select percentile_disc(?) within group (order by e.occurred_at) as validation_from,
                percentile_disc(?) within group (order by e.occurred_at) as test_from
            from learning_example e
            """ + CONDITION + """
            and exists (select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                and l.example_id = e.example_id and l.observed_at <= ? and l.recorded_at <= ?)""";

    private final Connection connection;
    private final TenantId tenant;
    private final String task;
    private final Instant cutoff;
    private final Instant knownAt;
    private final Pace pace;

    CandidateReader(Connection connection, TenantId tenant, String task, Instant cutoff, Instant knownAt, Pace pace) {
        this.connection = connection;
        this.tenant = tenant;
        this.task = task;
        this.cutoff = cutoff;
        this.knownAt = knownAt;
        this.pace = pace;
    }

    /** Takes one candidate after the other. */
    @FunctionalInterface
    interface Taker {
        void take(Candidate candidate) throws SQLException;
    }

    /** The beginning of validation and test, where none is given. */
    record Times(Instant validationFrom, Instant testFrom) {}

    /**
     * The points of time before which 70 % and 85 % of the labelled examples happened.
     *
     * @param delay of examples that are older at the cut-off
     * @throws PlatformException {@code learning-manifest-empty} when there are none
     */
    Times times(Duration delay) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TIMES)) {
            Sql.bind(
                    select,
                    TRAIN_TIME,
                    TRAIN_AND_VALIDATION_TIME,
                    tenant.value(),
                    task,
                    cutoff.minus(delay),
                    knownAt,
                    cutoff,
                    knownAt);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Instant validationFrom = Sql.timeOrNull(row, "validation_from");
                Instant testFrom = Sql.timeOrNull(row, "test_from");
                if (validationFrom == null || testFrom == null) {
                    throw new PlatformException(
                            RuntimeErrorCode.LEARNING_MANIFEST_EMPTY,
                            "No example of the task has a label that was known by then.");
                }
                return new Times(validationFrom, testFrom);
            }
        }
    }

    /** Examples with statements, by content, time and id; read as they are taken. */
    void forEach(Taker taker) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CANDIDATES)) {
            select.setFetchSize(FETCH);
            Sql.bind(select, LARGEST_PROFILED, tenant.value(), task, cutoff, knownAt, cutoff, knownAt);
            try (ResultSet row = select.executeQuery()) {
                Candidate open = null;
                while (row.next()) {
                    if (open == null || !open.exampleId().equals(row.getString("example_id"))) {
                        pace.rest();
                        if (open != null) taker.take(open);
                        open = Candidate.read(row);
                    }
                    open.add(new LabelStatement(
                            row.getString("source"),
                            row.getString("label"),
                            Sql.time(row, "observed_at"),
                            Sql.time(row, "recorded_at"),
                            row.getBoolean("withdrawn")));
                }
                if (open != null) taker.take(open);
            }
        }
    }

    /** Examples with and without statements. */
    long count() throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) from learning_example e " + CONDITION)) {
            Sql.bind(select, tenant.value(), task, cutoff, knownAt);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
