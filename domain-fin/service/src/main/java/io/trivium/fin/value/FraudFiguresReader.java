package io.trivium.fin.value;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.value.ValuePeriod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads daily roll-ups and closed cases: rows per day and case, however many payments there were. Thread-safe. */
@ApplicationScoped
class FraudFiguresReader {

    private static final SqlQuery<FraudFigures.Money> MONEY = SqlQuery.of(FraudFigures.Money.class, """
        select currency, sum(fraud_stopped) as stopped, sum(fraud_passed) as lost,
            sum(genuine_declined) as genuine_declined
        from monitoring_money_day where tenant_id = :tenant and day >= :from and day < :to
        group by currency order by sum(declined + referred) desc, currency limit 50
        """);

    private static final SqlQuery<Counts> COUNTS = SqlQuery.of(Counts.class, """
        select alerts, alerts_fraud, alerts_genuine, passed_fraud, cases, case_alerts
        from (select coalesce(sum(referred + declined), 0) as alerts from monitoring_hour
                where tenant_id = :tenant and hour >= :firstHour and hour < :endHour) a,
            (select coalesce(sum(alerts_fraud), 0) as alerts_fraud, coalesce(sum(alerts_genuine), 0) as alerts_genuine,
                coalesce(sum(passed_fraud), 0) as passed_fraud
                from monitoring_quality_day where tenant_id = :tenant and day >= :from and day < :to) q,
            (select count(*) as cases, coalesce(sum(alert_count), 0) as case_alerts from fraud_case
                where tenant_id = :tenant and state = 'closed' and closed_at >= :start and closed_at < :end) c
        """);

    private static final SqlQuery<Instant> FIRST = SqlQuery.of(Instant.class, """
        select hour from monitoring_hour where tenant_id = :tenant and hour >= :from order by hour limit 1
        """);

    private record Counts(
            long alerts, long alertsFraud, long alertsGenuine, long passedFraud, long cases, long caseAlerts) {}

    private final TenantTransactions transactions;

    FraudFiguresReader(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    FraudFigures read(TenantId tenant, ValuePeriod period) {
        LocalDate from = day(period.from());
        LocalDate to = day(period.to().minusNanos(1)).plusDays(1);
        return transactions.withConnection(tenant, connection -> {
            List<FraudFigures.Money> money = MONEY.on(connection)
                    .set("tenant", tenant)
                    .set("from", from)
                    .set("to", to)
                    .list();
            Counts counts = COUNTS.on(connection)
                    .set("tenant", tenant)
                    .set("from", from)
                    .set("to", to)
                    .set("firstHour", from.atStartOfDay().toInstant(ZoneOffset.UTC))
                    .set("endHour", to.atStartOfDay().toInstant(ZoneOffset.UTC))
                    .set("start", period.from())
                    .set("end", period.to())
                    .one();
            return new FraudFigures(
                    money,
                    counts.alerts,
                    counts.alertsFraud,
                    counts.alertsGenuine,
                    counts.passedFraud,
                    counts.cases,
                    counts.caseAlerts);
        });
    }

    /** First hour with a payment from that time on; empty without any. */
    Optional<Instant> firstPayment(TenantId tenant, Instant from) {
        return transactions.withConnection(
                tenant,
                connection -> FIRST.on(connection)
                        .set("tenant", tenant)
                        .set("from", from)
                        .first());
    }

    private static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
