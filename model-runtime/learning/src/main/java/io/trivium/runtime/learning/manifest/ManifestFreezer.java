package io.trivium.runtime.learning.manifest;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.StoreLock;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.manifest.CanonicalForm;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.SubjectSplit;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a manifest of the contents of the store, in one transaction. Examples are read in the order of their contents,
 * once to find near-duplicates and once to be written in that order; in addition to the data of {@link Superfluous},
 * only counts and one hash a level of the tree are held. Thread-safe.
 */
@ApplicationScoped
class ManifestFreezer {
    private static final double USUAL_SHARE = 0.15;

    private static final SqlUpdate INSERT = SqlUpdate.of("""
            insert into learning_manifest (tenant_id, manifest_id, task, created_at, created_by, previous_id, header,
                hash, audit_seq)
            values (:tenant, :id, :task, :createdAt, :createdBy,
                (select manifest_id from learning_manifest where tenant_id = :tenant and task = :task
                        and cast(header as json) ->> 'model' is not distinct from :model::text
                    order by created_at desc, manifest_id desc limit 1), :header, :hash, :auditSeq)
            """);

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
        return transactions.withConnection(tenant, config.freezeTimeout(), connection -> {
            StoreLock.MANIFESTS.share(connection, tenant);
            // The planner assumes that a table just filled is empty until autovacuum runs.
            SqlUpdate.execute(connection, "analyze learning_example, learning_label");
            Pace pace = new Pace(config.share());
            TaskName task = request.task();
            CandidateReader reader = new CandidateReader(connection, tenant, request, cutoff, knownAt, pace);
            SubjectSplit split =
                    split(reader, request.split(), policies.labels(task).delay());
            Selection.Frame frame = frame(task, spec, cutoff, knownAt, split);
            if (!Boolean.TRUE.equals(request.keepNearDuplicates())) {
                frame = frame.without(Superfluous.of(reader, frame, config.mostEntries()));
            }
            ManifestHeader header = write(connection, tenant, request, spec, reader, frame);
            store(connection, tenant, actor, header);
            return header.manifestId();
        });
    }

    /**
     * A time before which nothing is recorded any more: a writer holds the lock while it takes its time, so all records
     * from before this time are visible.
     */
    private Instant settled(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            StoreLock.ARRIVALS.takeAlone(connection, tenant);
            return now().minus(1, ChronoUnit.MICROS);
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant notAfter(@Nullable Instant asked, Instant present, String field) {
        if (asked == null) return present;
        if (asked.isAfter(present)) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_INVALID,
                    "The " + field + " is in the future.",
                    Map.of("field", field));
        }
        return asked.truncatedTo(ChronoUnit.MICROS);
    }

    private static SubjectSplit split(
            CandidateReader reader, ManifestRequest.@Nullable SplitRequest asked, Duration delay) {
        ManifestRequest.SplitRequest request = asked == null ? ManifestRequest.SplitRequest.USUAL : asked;
        Instant validationFrom = request.validationFrom();
        Instant testFrom = request.testFrom();
        if (validationFrom == null || testFrom == null) {
            CandidateReader.Times usual = reader.times(delay);
            if (testFrom == null) {
                testFrom = validationFrom != null && validationFrom.isAfter(usual.testFrom())
                        ? validationFrom
                        : usual.testFrom();
            }
            if (validationFrom == null) {
                validationFrom = usual.validationFrom().isBefore(testFrom) ? usual.validationFrom() : testFrom;
            }
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

    private Selection.Frame frame(TaskName task, ModelSpec spec, Instant cutoff, Instant knownAt, SubjectSplit split) {
        Instant now = now();
        return new Selection.Frame(
                task,
                policies.labels(task),
                split,
                cutoff,
                knownAt,
                each -> policies.oldest(each, spec.objective().retention(), now),
                policies::use,
                null);
    }

    /** Writes the lines and the profiles for comparisons. */
    private ManifestHeader write(
            Connection connection,
            TenantId tenant,
            ManifestRequest request,
            ModelSpec spec,
            CandidateReader reader,
            Selection.Frame frame)
            throws SQLException {
        UUID id = UUID.randomUUID();
        Selection selection = new Selection(frame);
        InputProfiles profiles = new InputProfiles(spec);
        MessageDigest content = Hashes.sha256();
        ManifestTable table = new ManifestTable(connection, tenant, id);
        reader.forEach(candidate -> {
            Optional<ManifestEntry> entry = selection.offer(candidate);
            if (entry.isEmpty()) return;
            requireRoom(table.lines());
            content.update(table.add(entry.orElseThrow()));
            content.update((byte) '\n');
            byte[] inputs = candidate.inputs();
            if (inputs != null) profiles.add(inputs);
        });
        table.flush();
        if (table.lines() == 0) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_EMPTY,
                    "No example has a label that may be used; left out by reason: "
                            + selection.counts(0).leftOut() + ".");
        }
        profiles.store(connection, tenant, id);
        SqlUpdate.execute(connection, "analyze learning_manifest_entry");
        return new ManifestHeader(
                ManifestHeader.FORMAT,
                id,
                tenant,
                frame.task(),
                request.model(),
                now(),
                frame.cutoff(),
                frame.knownAt(),
                frame.policy().describe(),
                frame.split(),
                table.lines(),
                table.root(),
                HexFormat.of().formatHex(content.digest()),
                selection.counts(reader.count()));
    }

    private void requireRoom(int lines) {
        if (lines >= config.mostEntries()) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_TOO_LARGE,
                    "The data set has more than " + config.mostEntries() + " entries; choose a shorter time.",
                    Map.of("limit", config.mostEntries()));
        }
    }

    private void store(Connection connection, TenantId tenant, String actor, ManifestHeader header) {
        long seq = audit.append(new AuditEvent(
                        tenant,
                        actor,
                        "learning.manifest.freeze",
                        "learning-manifest/" + header.manifestId(),
                        AuditOutcome.SUCCESS,
                        Map.of("task", header.task(), "hash", header.hash(), "entries", header.entries())))
                .seq();
        INSERT.on(connection)
                .set("tenant", tenant)
                .set("id", header.manifestId())
                .set("task", header.task())
                .set("model", header.model())
                .set("createdAt", header.createdAt())
                .set("createdBy", actor)
                .set("header", CanonicalForm.write(header))
                .set("hash", header.hash())
                .set("auditSeq", seq)
                .run();
    }
}
