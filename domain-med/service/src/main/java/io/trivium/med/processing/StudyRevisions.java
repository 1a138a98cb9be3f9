package io.trivium.med.processing;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.processing.StudyInstances.InstanceSet;
import io.trivium.med.processing.StudyWatch.Study;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** The rows of {@code study_revision}: made once for every complete set of instances, leased, given back. Thread-safe. */
@ApplicationScoped
class StudyRevisions {

    /** Reason of a revision that was not read, or whose result was dropped, because a later one exists. */
    static final String SUPERSEDED = "SUPERSEDED";

    private final TenantTransactions transactions;
    private final PriorityPolicy priorities;
    private final AuditLog audit;
    private final InstantSource clock;

    StudyRevisions(TenantTransactions transactions, PriorityPolicy priorities, AuditLog audit, InstantSource clock) {
        this.transactions = transactions;
        this.priorities = priorities;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Creates the next revision of a study if its content differs from the last one.
     *
     * @return the revision, not taken yet; empty when there is nothing new, or the study is a fetched prior
     */
    Optional<TakenRevision> complete(Study study, boolean priorsToo) {
        return transactions.withConnection(study.tenant(), connection -> {
            lock(connection, study);
            InstanceSet set = StudyInstances.set(connection, study.uid());
            if (set.count() == 0 || (!priorsToo && isPrior(connection, study.uid())))
                return Optional.<TakenRevision>empty();
            int last = 0;
            try (PreparedStatement query = connection.prepareStatement("""
                    select revision, instance_set_sha256 from study_revision where study_instance_uid = ?
                    order by revision desc limit 1""")) {
                query.setString(1, study.uid());
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        if (row.getString(2).equals(set.sha256())) return Optional.<TakenRevision>empty();
                        last = row.getInt(1);
                    }
                }
            }
            supersede(connection, study.uid());
            return Optional.of(insert(connection, study, last + 1, set));
        });
    }

    private static void lock(Connection connection, Study study) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(
                "select pg_advisory_xact_lock(hashtextextended('study:' || current_schema() || ':' || ? || ':' || ?, 0))")) {
            lock.setString(1, study.tenant().value());
            lock.setString(2, study.uid());
            lock.execute();
        }
    }

    private static boolean isPrior(Connection connection, String study) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select 1 from prior_study where study_instance_uid = ? limit 1")) {
            query.setString(1, study);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Marks earlier revisions that have not been read yet as superseded. */
    private void supersede(Connection connection, String study) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update study_revision set state = 'refused', reason_code = ?, finished_at = ?, lease_until = null,
                    reason = 'More instances came before it was read; the next revision holds them.'
                where study_instance_uid = ? and state = 'queued'""")) {
            update.setString(1, SUPERSEDED);
            update.setObject(2, now());
            update.setString(3, study);
            update.executeUpdate();
        }
        try (PreparedStatement update = connection.prepareStatement("""
                update work_item set state = 'CANCELED', updated_at = ?
                where study_instance_uid = ? and revision is not null and state = 'SCHEDULED'""")) {
            update.setObject(1, now());
            update.setString(2, study);
            update.executeUpdate();
        }
    }

    private TakenRevision insert(Connection connection, Study study, int revision, InstanceSet set)
            throws SQLException {
        OffsetDateTime now = now();
        PriorityPolicy.Rating rating = priorities.rate(connection, study.uid());
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into study_revision (tenant_id, study_instance_uid, revision, instance_set_sha256, instance_count,
                    priority, state, next_attempt_at, accession_number, received_at, completed_at)
                values (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)""")) {
            insert.setString(1, study.tenant().value());
            insert.setString(2, study.uid());
            insert.setInt(3, revision);
            insert.setString(4, set.sha256());
            insert.setInt(5, set.count());
            insert.setInt(6, rating.priority());
            insert.setObject(7, now);
            insert.setString(8, rating.accessionNumber().orElse(null));
            insert.setObject(9, set.received().atOffset(ZoneOffset.UTC));
            insert.setObject(10, now);
            insert.executeUpdate();
        }
        return new TakenRevision(
                study.tenant(), study.uid(), revision, 0, set.sha256(), rating.priority(), now.toInstant());
    }

    /**
     * Takes the most urgent revision of an organisation that is due, for as long as the lease; no other process
     * receives it meanwhile.
     */
    Optional<TakenRevision> take(TenantId tenant, Duration lease) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update study_revision set state = 'running', attempts = attempts + 1, lease_until = ?,
                        started_at = coalesce(started_at, ?), stage = 'headers', progress = 0
                    where (tenant_id, study_instance_uid, revision) in (
                        select tenant_id, study_instance_uid, revision from study_revision
                        where (state = 'queued' and next_attempt_at <= ?) or (state = 'running' and lease_until < ?)
                        order by priority, next_attempt_at limit 1 for update skip locked)
                    returning study_instance_uid, revision, attempts, instance_set_sha256, priority, completed_at""")) {
                update.setObject(1, now().plus(lease));
                update.setObject(2, now());
                update.setObject(3, now());
                update.setObject(4, now());
                try (ResultSet row = update.executeQuery()) {
                    return row.next()
                            ? Optional.of(new TakenRevision(
                                    tenant,
                                    row.getString(1),
                                    row.getInt(2),
                                    row.getInt(3),
                                    row.getString(4),
                                    row.getInt(5),
                                    row.getObject(6, OffsetDateTime.class).toInstant()))
                            : Optional.<TakenRevision>empty();
                }
            }
        });
    }

    /** Extends the lease; false when the revision was assigned to another process meanwhile. */
    boolean beat(TakenRevision taken, Duration lease, String stage, double progress) {
        return transactions.withConnection(taken.tenant(), connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update study_revision set lease_until = ?, stage = ?, progress = ?
                    where study_instance_uid = ? and revision = ? and attempts = ? and state = 'running'""")) {
                update.setObject(1, now().plus(lease));
                update.setString(2, stage);
                update.setFloat(3, (float) Math.clamp(progress, 0, 1));
                update.setString(4, taken.study());
                update.setInt(5, taken.revision());
                update.setInt(6, taken.attempt());
                return update.executeUpdate() > 0;
            }
        });
    }

    /** Gives a revision back after a failed attempt, to be due after the pause. */
    void giveBack(TakenRevision taken, Duration pause, String reasonCode, String reason) {
        transactions.withConnection(taken.tenant(), connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update study_revision set state = 'queued', lease_until = null, next_attempt_at = ?, reason_code = ?,
                        reason = ?, stage = null, progress = 0
                    where study_instance_uid = ? and revision = ? and attempts = ? and state = 'running'""")) {
                update.setObject(1, now().plus(pause));
                update.setString(2, reasonCode);
                update.setString(3, reason);
                update.setString(4, taken.study());
                update.setInt(5, taken.revision());
                update.setInt(6, taken.attempt());
                return update.executeUpdate();
            }
        });
    }

    /**
     * Queues the last revision of a study again, where it failed.
     *
     * @return false if there is none such
     */
    boolean retry(TenantId tenant, String study, String by, String why) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update study_revision set state = 'queued', attempts = 0, next_attempt_at = ?, lease_until = null,
                        reason_code = null, reason = null, stage = null, progress = 0, finished_at = null
                    where study_instance_uid = ? and state = 'failed'
                        and revision = (select max(revision) from study_revision where study_instance_uid = ?)""")) {
                update.setObject(1, now());
                update.setString(2, study);
                update.setString(3, study);
                if (update.executeUpdate() == 0) return false;
            }
            audit.append(new AuditEvent(
                    tenant, by, "study.retry", "study/" + study, AuditOutcome.SUCCESS, Map.of("reason", why)));
            return true;
        });
    }

    /** Revisions that wait, and the age of the oldest of them. */
    record Waiting(int count, Duration oldest) {}

    Waiting waiting(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                            select count(*), min(completed_at) from study_revision where state in ('queued', 'running')""");
                    ResultSet row = query.executeQuery()) {
                row.next();
                OffsetDateTime oldest = row.getObject(2, OffsetDateTime.class);
                return new Waiting(
                        row.getInt(1),
                        oldest == null ? Duration.ZERO : Duration.between(oldest.toInstant(), clock.instant()));
            }
        });
    }

    /** In the resolution that PostgreSQL keeps. */
    private OffsetDateTime now() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return now.atOffset(ZoneOffset.UTC);
    }
}
