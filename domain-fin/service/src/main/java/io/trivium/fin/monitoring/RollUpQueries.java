package io.trivium.fin.monitoring;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.monitoring.MonitoringView.MoneyTotals;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Queries of the roll-ups of a time range, in a transaction of the tenant. */
final class RollUpQueries {

    /** The labels of the decisions of one day. */
    @SuppressWarnings("ArrayRecordComponent") // read within one request
    record Quality(long[] fraudBins, long alertsFraud, long alertsGenuine, long passedFraud) {}

    private static final SqlQuery<Hour> HOURS = SqlQuery.of(Hour.class, """
        select hour, approved, referred, declined, degraded, score_bins, score_sums, latency
        from monitoring_hour where tenant_id = :tenant and hour >= :from and hour < :to
        """);

    private static final SqlQuery<Feature> FEATURES = SqlQuery.of(Feature.class, """
        select feature, array_agg(total order by bin) as bins from (
            select feature, bin, sum(count)::bigint as total
            from monitoring_feature_hour, unnest(bins) with ordinality as b (count, bin)
            where tenant_id = :tenant and hour >= :from and hour < :to
            group by feature, bin) as sums
        group by feature
        """);

    private static final SqlQuery<QualityOfDay> QUALITY = SqlQuery.of(QualityOfDay.class, """
        select day, fraud_bins, alerts_fraud, alerts_genuine, passed_fraud
        from monitoring_quality_day where tenant_id = :tenant and day >= :from and day < :to
        """);

    private static final SqlQuery<MoneyTotals> MONEY = SqlQuery.of(MoneyTotals.class, """
        select currency, trim_scale(sum(declined)) as blocked, trim_scale(sum(referred)) as referred,
            trim_scale(sum(fraud_stopped)) as saved, trim_scale(sum(fraud_passed)) as lost,
            trim_scale(sum(genuine_declined)) as wrongly_blocked
        from monitoring_money_day where tenant_id = :tenant and day >= :from and day < :to
        group by currency order by sum(declined + referred) desc, currency limit 50
        """);

    @SuppressWarnings("ArrayRecordComponent") // read at once
    private record Hour(
            Instant hour,
            long approved,
            long referred,
            long declined,
            long degraded,
            long[] scoreBins,
            double[] scoreSums,
            long[] latency) {

        HourSums sums() {
            HourSums sums = new HourSums();
            sums.approved = approved;
            sums.referred = referred;
            sums.declined = declined;
            sums.degraded = degraded;
            sums.scores = HourSums.sum(sums.scores, scoreBins);
            System.arraycopy(scoreSums, 0, sums.scoreSums, 0, Math.min(scoreSums.length, sums.scoreSums.length));
            sums.latency = HourSums.sum(sums.latency, latency);
            return sums;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // read at once
    private record Feature(String feature, long[] bins) {}

    private record QualityOfDay(LocalDate day, Quality quality) {}

    private RollUpQueries() {}

    static Map<Instant, HourSums> hours(Connection connection, TenantId tenant, Instant from, Instant to) {
        Map<Instant, HourSums> hours = new TreeMap<>();
        HOURS.on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("to", to)
                .each(row -> hours.put(row.hour, row.sums()));
        return hours;
    }

    static Map<String, long[]> features(Connection connection, TenantId tenant, Instant from, Instant to) {
        Map<String, long[]> features = new TreeMap<>();
        FEATURES.on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("to", to)
                .each(row -> features.put(row.feature, HourSums.sum(new long[Bins.FEATURES], row.bins)));
        return features;
    }

    static Map<LocalDate, Quality> quality(Connection connection, TenantId tenant, Instant from, Instant to) {
        Map<LocalDate, Quality> quality = new TreeMap<>();
        QUALITY.on(connection)
                .set("tenant", tenant)
                .set("from", day(from))
                .set("to", day(to.minusNanos(1)).plusDays(1))
                .each(row -> quality.put(row.day, row.quality));
        return quality;
    }

    static List<MoneyTotals> money(Connection connection, TenantId tenant, Instant from, Instant to) {
        return MONEY.on(connection)
                .set("tenant", tenant)
                .set("from", day(from))
                .set("to", day(to.minusNanos(1)).plusDays(1))
                .list();
    }

    static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
