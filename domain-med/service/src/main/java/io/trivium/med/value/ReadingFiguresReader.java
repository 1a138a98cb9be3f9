package io.trivium.med.value;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.value.ValuePeriod;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts studies, findings and decisions of a time by the index of times. Thread-safe. */
@ApplicationScoped
class ReadingFiguresReader {

    private static final String FIGURES = """
            with read as (
                select distinct on (study_instance_uid) study_instance_uid, revision, state,
                    extract(epoch from finished_at - received_at) / 60 as minutes
                from study_revision
                where tenant_id = ? and completed_at >= ? and completed_at < ? and state in ('done', 'refused')
                order by study_instance_uid, revision desc),
            decided as (
                select r.study_instance_uid, d.verdict
                from read r
                    join finding f on f.tenant_id = ? and f.study_instance_uid = r.study_instance_uid
                        and f.revision = r.revision
                    left join lateral (
                        select verdict from finding_decision d
                        where d.tenant_id = f.tenant_id and d.study_instance_uid = f.study_instance_uid
                            and d.revision = f.revision and d.tracking_uid = f.tracking_uid
                        order by d.decided_at desc limit 1) d on true
                where r.state = 'done'),
            whole as (
                select study_instance_uid from decided group by study_instance_uid having bool_and(verdict is not null))
            select r.studies, r.refused, w.studies, r.median, r.slow, d.accepted, d.edited, d.rejected, d.undecided
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
                    from decided) d""";

    private static final String FIRST = "select min(completed_at) from study_revision where tenant_id = ?";

    private final TenantTransactions transactions;

    ReadingFiguresReader(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** When the organisation's first study was complete; empty before it. */
    Optional<Instant> firstStudy(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(FIRST)) {
                select.setString(1, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    OffsetDateTime first = row.getObject(1, OffsetDateTime.class);
                    return Optional.ofNullable(first).map(OffsetDateTime::toInstant);
                }
            }
        });
    }

    ReadingFigures read(TenantId tenant, ValuePeriod period) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(FIGURES)) {
                select.setString(1, tenant.value());
                select.setObject(2, period.from().atOffset(ZoneOffset.UTC));
                select.setObject(3, period.to().atOffset(ZoneOffset.UTC));
                select.setString(4, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new ReadingFigures(
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(3),
                            minutes(row, 4),
                            minutes(row, 5),
                            row.getLong(6),
                            row.getLong(7),
                            row.getLong(8),
                            row.getLong(9));
                }
            }
        });
    }

    private static @Nullable BigDecimal minutes(ResultSet row, int column) throws SQLException {
        BigDecimal minutes = row.getBigDecimal(column);
        return minutes == null ? null : minutes.setScale(2, RoundingMode.HALF_UP);
    }
}
