package io.trivium.runtime.learning.manifest;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.store.Hashes;
import io.trivium.runtime.learning.store.LabelStatement;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.learning.store.StoreLock;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.pack.ModelSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a manifest of what is in the store, in one transaction. Examples are read in the order of their contents and written as
 * they come; only counts and one hash a level of the tree are held. Thread-safe.
 */
@ApplicationScoped
class ManifestFreezer {
    private static final int FETCH = 500;
    /** Examples with more bytes of inputs are not profiled. */
    private static final int LARGEST_PROFILED = 64 << 10;

    private static final double TRAIN_TIME = 0.7;
    private static final double TRAIN_AND_VALIDATION_TIME = 0.85;
    private static final double USUAL_SHARE = 0.15;

    private static final String CONDITION = """
            where e.tenant_id = ? and e.task = ? and e.occurred_at < ? and e.recorded_at <= ?""";

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

    private final LearningConfig config;
    private final TaskPolicies policies;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    ManifestFreezer(
            LearningConfig config,
            TaskPolicies policies,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.config = config;
        this.policies = policies;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Freezes; the new manifest's id. */
    UUID freeze(TenantId tenant, String actor, ManifestRequest request, ModelSpec spec) {
        Instant present = settled(tenant);
        Instant cutoff = notAfter(request.cutoff(), present, "cutoff");
        Instant knownAt = notAfter(request.knownAt(), present, "knownAt");
        UUID id = UUID.randomUUID();
        return transactions.withConnection(tenant, config.freezeTimeout(), connection -> {
            StoreLock.share(connection, tenant);
            Work work = new Work(connection, tenant, request.task(), id, cutoff, knownAt);
            work.freeze(actor, split(work, request.split()), spec);
            return id;
        });
    }

    /**
     * A time before which nothing is recorded any more: whoever stores holds the lock while it takes its time, so all that was
     * recorded before this time can be seen.
     */
    private Instant settled(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            StoreLock.takeAlone(connection, tenant);
            return clock.instant().truncatedTo(ChronoUnit.MICROS).minus(1, ChronoUnit.MICROS);
        });
    }

    private static Instant notAfter(@Nullable Instant asked, Instant present, String field) {
        if (asked == null) return present;
        if (asked.isAfter(present)) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_INVALID,
                    "The " + field + " lies in the future.",
                    Map.of("field", field));
        }
        return asked.truncatedTo(ChronoUnit.MICROS);
    }

    private static SubjectSplit split(Work work, ManifestRequest.@Nullable SplitRequest asked) throws SQLException {
        ManifestRequest.SplitRequest request = asked == null ? ManifestRequest.SplitRequest.USUAL : asked;
        Instant validationFrom = request.validationFrom();
        Instant testFrom = request.testFrom();
        if (validationFrom == null || testFrom == null) {
            Instant[] times = work.times();
            if (testFrom == null) testFrom = times[1];
            if (validationFrom == null) validationFrom = times[0].isBefore(testFrom) ? times[0] : testFrom;
        }
        try {
            return new SubjectSplit(
                    validationFrom.truncatedTo(ChronoUnit.MICROS),
                    testFrom.truncatedTo(ChronoUnit.MICROS),
                    Optional.ofNullable(request.validationShare()).orElse(USUAL_SHARE),
                    Optional.ofNullable(request.testShare()).orElse(USUAL_SHARE));
        } catch (IllegalArgumentException e) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_INVALID,
                    "The split cannot be: " + e.getMessage() + ".",
                    Map.of("field", "split"),
                    e);
        }
    }

    private static PlatformException empty(String why) {
        return new PlatformException(RuntimeErrorCode.LEARNING_MANIFEST_EMPTY, why);
    }

    /** One manifest in the making. */
    private final class Work {
        private final Connection connection;
        private final TenantId tenant;
        private final String task;
        private final UUID id;
        private final Instant cutoff;
        private final Instant knownAt;

        Work(Connection connection, TenantId tenant, String task, UUID id, Instant cutoff, Instant knownAt) {
            this.connection = connection;
            this.tenant = tenant;
            this.task = task;
            this.id = id;
            this.cutoff = cutoff;
            this.knownAt = knownAt;
        }

        Instant[] times() throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(TIMES)) {
                Sql.bind(
                        select,
                        TRAIN_TIME,
                        TRAIN_AND_VALIDATION_TIME,
                        tenant.value(),
                        task,
                        cutoff,
                        knownAt,
                        cutoff,
                        knownAt);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    Instant validationFrom = Sql.timeOrNull(row, "validation_from");
                    Instant testFrom = Sql.timeOrNull(row, "test_from");
                    if (validationFrom == null || testFrom == null) {
                        throw empty("No example of the task has a label that was known by then.");
                    }
                    return new Instant[] {validationFrom, testFrom};
                }
            }
        }

        void freeze(String actor, SubjectSplit split, ModelSpec spec) throws SQLException {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Selection selection = new Selection(new Selection.Frame(
                    task,
                    policies.labels(task),
                    split,
                    cutoff,
                    knownAt,
                    each -> policies.oldest(each, spec, now),
                    policies::use));
            InputProfiles profiles = new InputProfiles(spec);
            MessageDigest content = Hashes.sha256();
            try (ManifestTable table = new ManifestTable(connection, tenant, id);
                    PreparedStatement select = connection.prepareStatement(CANDIDATES)) {
                select.setFetchSize(FETCH);
                Sql.bind(select, LARGEST_PROFILED, tenant.value(), task, cutoff, knownAt, cutoff, knownAt);
                try (ResultSet row = select.executeQuery()) {
                    Candidate open = null;
                    while (row.next()) {
                        if (open == null || !open.exampleId().equals(row.getString("example_id"))) {
                            if (open != null) close(open, selection, table, profiles, content);
                            open = Candidate.read(row);
                        }
                        open.add(new LabelStatement(
                                row.getString("source"),
                                row.getString("label"),
                                Sql.time(row, "observed_at"),
                                Sql.time(row, "recorded_at"),
                                row.getBoolean("withdrawn")));
                    }
                    if (open != null) close(open, selection, table, profiles, content);
                }
                table.flush();
                if (table.lines() == 0) {
                    throw empty("No example has a label that may be used; left out by reason: "
                            + selection.counts(0).leftOut() + ".");
                }
                ManifestHeader header = new ManifestHeader(
                        ManifestHeader.FORMAT,
                        id,
                        tenant.value(),
                        task,
                        now,
                        cutoff,
                        knownAt,
                        policies.labels(task).describe(),
                        split,
                        table.lines(),
                        table.root(),
                        HexFormat.of().formatHex(content.digest()),
                        selection.counts(examples()));
                profiles.store(connection, tenant, id);
                store(actor, header);
            }
        }

        private void close(
                Candidate candidate,
                Selection selection,
                ManifestTable table,
                InputProfiles profiles,
                MessageDigest content)
                throws SQLException {
            Optional<ManifestEntry> entry = selection.offer(candidate);
            if (entry.isEmpty()) return;
            if (table.lines() == config.mostEntries()) {
                throw new PlatformException(
                        RuntimeErrorCode.LEARNING_MANIFEST_TOO_LARGE,
                        "The data set has more than " + config.mostEntries() + " entries; choose a shorter time.",
                        Map.of("limit", config.mostEntries()));
            }
            content.update(table.add(entry.orElseThrow()));
            content.update((byte) '\n');
            if (candidate.inputs() != null) profiles.add(candidate.inputs());
        }

        private long examples() throws SQLException {
            try (PreparedStatement select =
                    connection.prepareStatement("select count(*) from learning_example e " + CONDITION)) {
                Sql.bind(select, tenant.value(), task, cutoff, knownAt);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        }

        private void store(String actor, ManifestHeader header) throws SQLException {
            long seq = audit.append(new AuditEvent(
                            tenant,
                            actor,
                            "learning.manifest.freeze",
                            "learning-manifest/" + id,
                            AuditOutcome.SUCCESS,
                            Map.of("task", task, "hash", header.hash(), "entries", header.entries())))
                    .seq();
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into learning_manifest (tenant_id, manifest_id, task, created_at, created_by, previous_id,
                        header, hash, audit_seq)
                    values (?, ?, ?, ?, ?, (select manifest_id from learning_manifest where tenant_id = ? and task = ?
                        order by created_at desc, manifest_id desc limit 1), ?, ?, ?)""")) {
                Sql.update(
                        insert,
                        tenant.value(),
                        id,
                        task,
                        header.createdAt(),
                        actor,
                        tenant.value(),
                        task,
                        CanonicalForm.write(header),
                        header.hash(),
                        seq);
            }
        }
    }
}
