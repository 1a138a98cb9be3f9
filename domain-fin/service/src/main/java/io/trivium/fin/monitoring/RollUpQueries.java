package io.trivium.fin.monitoring;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.monitoring.MonitoringView.MoneyTotals;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Queries of the roll-ups of a time range, in a transaction of the tenant. */
final class RollUpQueries {

    /** The labels of the decisions of one day. */
    @SuppressWarnings("ArrayRecordComponent") // read within one request
    record Quality(long[] fraudBins, long alertsFraud, long alertsGenuine, long passedFraud) {}

    private RollUpQueries() {}

    static Map<Instant, HourSums> hours(Connection connection, TenantId tenant, Instant from, Instant to)
            throws SQLException {
        Map<Instant, HourSums> hours = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select hour, approved, referred, declined, degraded, score_bins, score_sums, latency
                from monitoring_hour where tenant_id = ? and hour >= ? and hour < ?""")) {
            bind(select, tenant, from, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    HourSums sums = new HourSums();
                    sums.approved = row.getLong(2);
                    sums.referred = row.getLong(3);
                    sums.declined = row.getLong(4);
                    sums.degraded = row.getLong(5);
                    sums.scores = HourSums.sum(sums.scores, longs(row.getArray(6)));
                    Double[] scoreSums = (Double[]) row.getArray(7).getArray();
                    for (int i = 0; i < Math.min(scoreSums.length, sums.scoreSums.length); i++) {
                        sums.scoreSums[i] = scoreSums[i];
                    }
                    sums.latency = HourSums.sum(sums.latency, longs(row.getArray(8)));
                    hours.put(row.getObject(1, OffsetDateTime.class).toInstant(), sums);
                }
            }
        }
        return hours;
    }

    static Map<String, long[]> features(Connection connection, TenantId tenant, Instant from, Instant to)
            throws SQLException {
        Map<String, long[]> features = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select feature, array_agg(total order by bin) from (
                    select feature, bin, sum(count)::bigint as total
                    from monitoring_feature_hour, unnest(bins) with ordinality as b (count, bin)
                    where tenant_id = ? and hour >= ? and hour < ?
                    group by feature, bin) as sums
                group by feature""")) {
            bind(select, tenant, from, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    features.put(row.getString(1), HourSums.sum(new long[Bins.FEATURES], longs(row.getArray(2))));
                }
            }
        }
        return features;
    }

    static Map<LocalDate, Quality> quality(Connection connection, TenantId tenant, Instant from, Instant to)
            throws SQLException {
        Map<LocalDate, Quality> quality = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select day, fraud_bins, alerts_fraud, alerts_genuine, passed_fraud
                from monitoring_quality_day where tenant_id = ? and day >= ? and day < ?""")) {
            select.setString(1, tenant.value());
            select.setObject(2, day(from));
            select.setObject(3, day(to.minusNanos(1)).plusDays(1));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    quality.put(
                            row.getObject(1, LocalDate.class),
                            new Quality(longs(row.getArray(2)), row.getLong(3), row.getLong(4), row.getLong(5)));
                }
            }
        }
        return quality;
    }

    static List<MoneyTotals> money(Connection connection, TenantId tenant, Instant from, Instant to)
            throws SQLException {
        List<MoneyTotals> money = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select currency, sum(declined), sum(referred), sum(fraud_stopped), sum(fraud_passed),
                    sum(genuine_declined)
                from monitoring_money_day where tenant_id = ? and day >= ? and day < ?
                group by currency order by sum(declined + referred) desc, currency limit 50""")) {
            select.setString(1, tenant.value());
            select.setObject(2, day(from));
            select.setObject(3, day(to.minusNanos(1)).plusDays(1));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    money.add(new MoneyTotals(
                            row.getString(1),
                            row.getBigDecimal(2).stripTrailingZeros(),
                            row.getBigDecimal(3).stripTrailingZeros(),
                            row.getBigDecimal(4).stripTrailingZeros(),
                            row.getBigDecimal(5).stripTrailingZeros(),
                            row.getBigDecimal(6).stripTrailingZeros()));
                }
            }
        }
        return money;
    }

    private static void bind(PreparedStatement select, TenantId tenant, Instant from, Instant to) throws SQLException {
        select.setString(1, tenant.value());
        select.setObject(2, from.atOffset(ZoneOffset.UTC));
        select.setObject(3, to.atOffset(ZoneOffset.UTC));
    }

    private static long[] longs(Array array) throws SQLException {
        Long[] boxed = (Long[]) array.getArray();
        long[] values = new long[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            values[i] = boxed[i];
        }
        return values;
    }

    static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
