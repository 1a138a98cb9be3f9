package io.trivium.med.processing;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.processing.StudyInstances.InstanceSet;
import io.trivium.med.processing.StudyWatch.Study;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of {@code study_revision}: made once for every complete set of instances, leased, given back. Thread-safe. */
@ApplicationScoped
class StudyRevisions {

    /** Reason of a revision that was not read, or whose result was dropped, because a later one exists. */
    static final String SUPERSEDED = "SUPERSEDED";

    private record Last(int revision, String instanceSetSha256) {}

    private static final SqlQuery<Last> LAST = SqlQuery.of(Last.class, """
        select revision, instance_set_sha256 from study_revision where study_instance_uid = :study
        order by revision desc limit 1
        """);

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
        select pg_advisory_xact_lock(hashtextextended('study:' || current_schema() || ':' || :tenant || ':' || :study, 0))
            is null
        """);

    private static final SqlQuery<Boolean> IS_PRIOR =
            SqlQuery.of(Boolean.class, "select exists (select from prior_study where study_instance_uid = :study)");

    private static final SqlUpdate SUPERSEDE = SqlUpdate.of("""
        update study_revision set state = 'refused', reason_code = :code, finished_at = :now, lease_until = null,
            reason = 'More instances came before it was read; the next revision holds them.'
        where study_instance_uid = :study and state = 'queued'
        """);

    private static final SqlUpdate CANCEL_ITEMS = SqlUpdate.of("""
        update work_item set state = 'CANCELED', updated_at = :now
        where study_instance_uid = :study and revision is not null and state = 'SCHEDULED'
        """);

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into study_revision (tenant_id, study_instance_uid, revision, instance_set_sha256, instance_count,
            priority, state, next_attempt_at, accession_number, received_at, completed_at)
        values (:tenant, :study, :revision, :instanceSet, :count, :priority, 'queued', :now, :accessionNumber, :received,
            :now)
        """);

    private static final SqlQuery<TakenRevision> TAKE = SqlQuery.of(TakenRevision.class, """
        update study_revision set state = 'running', attempts = attempts + 1, lease_until = :until,
            started_at = coalesce(started_at, :now), stage = 'headers', progress = 0
        where (tenant_id, study_instance_uid, revision) in (
            select tenant_id, study_instance_uid, revision from study_revision
            where (state = 'queued' and next_attempt_at <= :now) or (state = 'running' and lease_until < :now)
            order by priority, next_attempt_at limit 1 for update skip locked)
        returning tenant_id as tenant, study_instance_uid as study, revision, attempts as attempt,
            instance_set_sha256 as instance_set, priority, completed_at
        """);

    private static final SqlUpdate BEAT = SqlUpdate.of("""
        update study_revision set lease_until = :until, stage = :stage, progress = :progress
        where study_instance_uid = :study and revision = :revision and attempts = :attempt and state = 'running'
        """);

    private static final SqlUpdate GIVE_BACK = SqlUpdate.of("""
        update study_revision set state = 'queued', lease_until = null, next_attempt_at = :due, reason_code = :code,
            reason = :reason, stage = null, progress = 0
        where study_instance_uid = :study and revision = :revision and attempts = :attempt and state = 'running'
        """);

    private static final SqlUpdate RETRY = SqlUpdate.of("""
        update study_revision set state = 'queued', attempts = 0, next_attempt_at = :now, lease_until = null,
            reason_code = null, reason = null, stage = null, progress = 0, finished_at = null
        where study_instance_uid = :study and state = 'failed'
            and revision = (select max(revision) from study_revision where study_instance_uid = :study)
        """);

    private record Open(int count, @Nullable Instant oldest) {}

    private static final SqlQuery<Open> OPEN = SqlQuery.of(Open.class, """
        select count(*) as count, min(completed_at) as oldest from study_revision where state in ('queued', 'running')
        """);

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
            LOCK.on(connection)
                    .set("tenant", study.tenant())
                    .set("study", study.uid())
                    .one();
            InstanceSet set = StudyInstances.set(connection, study.uid());
            if (set.count() == 0 || (!priorsToo && isPrior(connection, study.uid()))) {
                return Optional.<TakenRevision>empty();
            }
            Optional<Last> last = LAST.on(connection).set("study", study.uid()).first();
            if (last.map(Last::instanceSetSha256).equals(Optional.of(set.sha256()))) {
                return Optional.<TakenRevision>empty();
            }
            supersede(connection, study.uid());
            return Optional.of(
                    insert(connection, study, last.map(Last::revision).orElse(0) + 1, set));
        });
    }

    private static boolean isPrior(Connection connection, StudyInstanceUid study) {
        return IS_PRIOR.on(connection).set("study", study).one();
    }

    /** Marks earlier revisions that have not been read yet as superseded. */
    private void supersede(Connection connection, StudyInstanceUid study) {
        SUPERSEDE
                .on(connection)
                .set("code", SUPERSEDED)
                .set("now", now())
                .set("study", study)
                .run();
        CANCEL_ITEMS.on(connection).set("now", now()).set("study", study).run();
    }

    private TakenRevision insert(Connection connection, Study study, int revision, InstanceSet set) {
        Instant now = now();
        PriorityPolicy.Rating rating = priorities.rate(connection, study.uid());
        INSERT.on(connection)
                .set("tenant", study.tenant())
                .set("study", study.uid())
                .set("revision", revision)
                .set("instanceSet", set.sha256())
                .set("count", set.count())
                .set("priority", rating.priority())
                .set("now", now)
                .set("accessionNumber", rating.accessionNumber().orElse(null))
                .set("received", set.received())
                .run();
        return new TakenRevision(study.tenant(), study.uid(), revision, 0, set.sha256(), rating.priority(), now);
    }

    /**
     * Takes the most urgent revision of an organisation that is due, for as long as the lease; no other process
     * receives it meanwhile.
     */
    Optional<TakenRevision> take(TenantId tenant, Duration lease) {
        return transactions.withConnection(
                tenant,
                connection -> TAKE.on(connection)
                        .set("until", now().plus(lease))
                        .set("now", now())
                        .first());
    }

    /** Extends the lease; false when the revision was assigned to another process meanwhile. */
    boolean beat(TakenRevision taken, Duration lease, String stage, double progress) {
        return transactions.withConnection(
                taken.tenant(),
                connection -> BEAT.on(connection)
                                .set("until", now().plus(lease))
                                .set("stage", stage)
                                .set("progress", Math.clamp(progress, 0, 1))
                                .set("study", taken.study())
                                .set("revision", taken.revision())
                                .set("attempt", taken.attempt())
                                .run()
                        > 0);
    }

    /** Gives a revision back after a failed attempt, to be due after the pause. */
    void giveBack(TakenRevision taken, Duration pause, String reasonCode, String reason) {
        transactions.withConnection(
                taken.tenant(),
                connection -> GIVE_BACK
                        .on(connection)
                        .set("due", now().plus(pause))
                        .set("code", reasonCode)
                        .set("reason", reason)
                        .set("study", taken.study())
                        .set("revision", taken.revision())
                        .set("attempt", taken.attempt())
                        .run());
    }

    /**
     * Queues the last revision of a study again, where it failed.
     *
     * @return false if there is none such
     */
    boolean retry(TenantId tenant, StudyInstanceUid study, String by, String why) {
        return transactions.withConnection(tenant, connection -> {
            if (RETRY.on(connection).set("now", now()).set("study", study).run() == 0) return false;
            audit.append(new AuditEvent(
                    tenant, by, "study.retry", "study/" + study, AuditOutcome.SUCCESS, Map.of("reason", why)));
            return true;
        });
    }

    /** Revisions that wait, and the age of the oldest of them. */
    record Waiting(int count, Duration oldest) {}

    Waiting waiting(TenantId tenant) {
        Open open = transactions.withConnection(
                tenant, connection -> OPEN.on(connection).one());
        Instant oldest = open.oldest();
        return new Waiting(open.count(), oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant()));
    }

    /** In the resolution that PostgreSQL keeps. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
