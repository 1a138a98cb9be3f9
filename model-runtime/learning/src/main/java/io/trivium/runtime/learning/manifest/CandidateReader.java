package io.trivium.runtime.learning.manifest;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.store.LabelStatement;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a task, or of one of its models, as of a time, with the statements about them by then. For one transaction; not thread-safe.
 */
final class CandidateReader {
    private static final int FETCH = 500;
    /** Examples with more bytes of inputs are not profiled. */
    private static final int LARGEST_PROFILED = 64 << 10;

    private static final double TRAIN_TIME = 0.7;
    private static final double TRAIN_AND_VALIDATION_TIME = 0.85;

    private static final String CONDITION = """
            where e.tenant_id = :tenant and e.task = :task and e.occurred_at < :before and e.recorded_at <= :knownAt
            and (:model::text is null or split_part(e.model_version, ':', 1) = :model)
            """;

    private static final SqlQuery<Row> CANDIDATES = SqlQuery.of(Row.class, """
            select e.example_id, e.content_hash, e.subject, e.occurred_at, e.retention_class,
                case when octet_length(e.inputs) <= :largest then e.inputs end as inputs,
                l.source, l.label, l.observed_at, l.recorded_at, l.withdrawn
            from learning_example e join learning_label l using (tenant_id, task, example_id)
            """ + CONDITION + """
            and l.observed_at <= :before and l.recorded_at <= :knownAt
            order by e.content_hash, e.occurred_at, e.example_id
            """);

    private static final SqlQuery<Times> TIMES = SqlQuery.of(
            Times.class,
            "select percentile_disc(" + TRAIN_TIME + ") within group (order by e.occurred_at) as validation_from,"
                    + " percentile_disc(" + TRAIN_AND_VALIDATION_TIME
                    + ") within group (order by e.occurred_at) as test_from from learning_example e " + CONDITION
                    + """
                    and exists (select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                        and l.example_id = e.example_id and l.observed_at <= :cutoff and l.recorded_at <= :knownAt)
                    having count(*) > 0
                    """);

    private static final SqlQuery<Long> COUNT =
            SqlQuery.of(Long.class, "select count(*) from learning_example e " + CONDITION);

    private final Connection connection;
    private final TenantId tenant;
    private final TaskName task;
    private final @Nullable ModelName model;
    private final Instant cutoff;
    private final Instant knownAt;
    private final Pace pace;
    private @Nullable Candidate open;

    CandidateReader(
            Connection connection,
            TenantId tenant,
            ManifestRequest request,
            Instant cutoff,
            Instant knownAt,
            Pace pace) {
        this.connection = connection;
        this.tenant = tenant;
        this.task = request.task();
        this.model = request.model();
        this.cutoff = cutoff;
        this.knownAt = knownAt;
        this.pace = pace;
    }

    /** An example with one of its statements. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(
            String exampleId,
            byte[] contentHash,
            byte @Nullable [] subject,
            Instant occurredAt,
            String retentionClass,
            byte @Nullable [] inputs,
            LabelStatement statement) {
        Candidate candidate() {
            return new Candidate(exampleId, contentHash, subject, occurredAt, retentionClass, inputs);
        }
    }

    /** The beginning of validation and test, where none is given. */
    record Times(Instant validationFrom, Instant testFrom) {}

    /**
     * The points of time before which 70 % and 85 % of the labelled examples happened.
     *
     * @param delay of examples that are older at the cut-off
     * @throws PlatformException {@code learning-manifest-empty} when there are none
     */
    Times times(Duration delay) {
        return TIMES.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("model", model)
                .set("before", cutoff.minus(delay))
                .set("knownAt", knownAt)
                .set("cutoff", cutoff)
                .first()
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_MANIFEST_EMPTY,
                        "No example of the task has a label that was known by then."));
    }

    /** Examples with statements, by content, time and id; read as they are taken. */
    void forEach(Consumer<Candidate> taker) {
        open = null;
        CANDIDATES
                .on(connection)
                .set("largest", LARGEST_PROFILED)
                .set("tenant", tenant)
                .set("task", task)
                .set("model", model)
                .set("before", cutoff)
                .set("knownAt", knownAt)
                .fetchSize(FETCH)
                .each(row -> add(row, taker));
        Candidate last = open;
        if (last != null) taker.accept(last);
    }

    private void add(Row row, Consumer<Candidate> taker) {
        Candidate candidate = open;
        if (candidate == null || !candidate.exampleId().equals(row.exampleId)) {
            pace.rest();
            if (candidate != null) taker.accept(candidate);
            candidate = row.candidate();
            open = candidate;
        }
        candidate.add(row.statement);
    }

    /** Examples with and without statements. */
    long count() {
        return COUNT.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("model", model)
                .set("before", cutoff)
                .set("knownAt", knownAt)
                .one();
    }
}
