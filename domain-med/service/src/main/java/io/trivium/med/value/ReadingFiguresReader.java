package io.trivium.med.value;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.value.ValuePeriod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Counts studies, findings and decisions of a time by the index of times. Thread-safe. */
@ApplicationScoped
class ReadingFiguresReader {

    private static final SqlQuery<ReadingFigures> FIGURES = SqlQuery.of(ReadingFigures.class, """
        with read as (
            select distinct on (study_instance_uid) study_instance_uid, revision, state,
                extract(epoch from finished_at - received_at) / 60 as minutes
            from study_revision
            where tenant_id = :tenant and completed_at >= :from and completed_at < :to and state in ('done', 'refused')
            order by study_instance_uid, revision desc),
        decided as (
            select r.study_instance_uid, d.verdict
            from read r
                join finding f on f.tenant_id = :tenant and f.study_instance_uid = r.study_instance_uid
                    and f.revision = r.revision
                left join lateral (
                    select verdict from finding_decision d
                    where d.tenant_id = f.tenant_id and d.study_instance_uid = f.study_instance_uid
                        and d.revision = f.revision and d.tracking_uid = f.tracking_uid
                    order by d.decided_at desc limit 1) d on true
            where r.state = 'done'),
        whole as (
            select study_instance_uid from decided group by study_instance_uid having bool_and(verdict is not null))
        select r.studies, r.refused, w.studies as decided_studies, round(r.median::numeric, 2) as median_minutes,
            round(r.slow::numeric, 2) as slow_minutes, d.accepted, d.edited, d.rejected, d.undecided
        from (select count(*) filter (where state = 'done') as studies,
                    count(*) filter (where state = 'refused') as refused,
                    percentile_cont(0.5) within group (order by minutes) filter (where state = 'done') as median,
                    percentile_cont(0.95) within group (order by minutes) filter (where state = 'done') as slow
                from read) r,
            (select count(*) as studies from whole) w,
            (select count(*) filter (where verdict = 'accepted') as accepted,
                    count(*) filter (where verdict = 'edited') as edited,
                    count(*) filter (where verdict = 'rejected') as rejected,
                    count(*) filter (where verdict is null) as undecided
                from decided) d
        """);

    private static final SqlQuery<Instant> FIRST = SqlQuery.of(Instant.class, """
        select min(completed_at) from study_revision where tenant_id = :tenant having min(completed_at) is not null
        """);

    private final TenantTransactions transactions;

    ReadingFiguresReader(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** When the organisation's first study was complete; empty before it. */
    Optional<Instant> firstStudy(TenantId tenant) {
        return transactions.withConnection(
                tenant, connection -> FIRST.on(connection).set("tenant", tenant).first());
    }

    ReadingFigures read(TenantId tenant, ValuePeriod period) {
        return transactions.withConnection(
                tenant,
                connection -> FIGURES.on(connection)
                        .set("tenant", tenant)
                        .set("from", period.from())
                        .set("to", period.to())
                        .one());
    }
}
