package io.trivium.fin.monitoring;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.monitoring.MonitoringView.FeatureDrift;
import io.trivium.fin.monitoring.MonitoringView.MoneyTotals;
import io.trivium.fin.monitoring.MonitoringView.Period;
import io.trivium.fin.monitoring.MonitoringView.Point;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the roll-ups: rows per hour, feature and day, however many decisions there were. Thread-safe. */
@ApplicationScoped
class MonitoringReader {

    private static final Duration BY_HOUR_UP_TO = Duration.ofDays(8);

    private final MonitoringConfig config;
    private final TenantTransactions transactions;
    private final LabelFeed labels;
    private final InstantSource clock;

    MonitoringReader(MonitoringConfig config, TenantTransactions transactions, LabelFeed labels, InstantSource clock) {
        this.config = config;
        this.transactions = transactions;
        this.labels = labels;
        this.clock = clock;
    }

    /** Sums over hours. */
    private static final class Hours {
        private long approved;
        private long referred;
        private long declined;
        private long degraded;
        private long[] scores = new long[Bins.SCORES];
        private final double[] scoreSums = new double[Bins.SCORES];
        private long[] latency = new long[Bins.LATENCIES];

        void add(Hours other) {
            approved += other.approved;
            referred += other.referred;
            declined += other.declined;
            degraded += other.degraded;
            scores = sum(scores, other.scores);
            latency = sum(latency, other.latency);
            for (int i = 0; i < scoreSums.length; i++) {
                scoreSums[i] += other.scoreSums[i];
            }
        }

        Point point(Instant at) {
            return new Point(at, approved, referred, declined, degraded, quantile(0.5), quantile(0.95), quantile(0.99));
        }

        private @Nullable Double quantile(double q) {
            double value = Bins.latencyQuantile(latency, q);
            return Double.isNaN(value) ? null : value;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // read within one request
    private record Quality(long[] fraudBins, long alertsFraud, long alertsGenuine, long passedFraud) {}

    MonitoringView read(TenantId tenant, Instant from, Instant to, Instant referenceFrom, Instant referenceTo) {
        return transactions.withConnection(tenant, connection -> {
            Map<Instant, Hours> hours = hours(connection, tenant, from, to);
            boolean byHour = Duration.between(from, to).compareTo(BY_HOUR_UP_TO) <= 0;
            Map<LocalDate, Quality> quality = quality(connection, tenant, from, to);
            Instant matureUntil = earlier(to, clock.instant().minus(config.maturity()));
            return new MonitoringView(
                    from,
                    to,
                    byHour ? 3600 : 86_400,
                    referenceFrom,
                    referenceTo,
                    config.reviewsPerDay(),
                    series(hours, byHour),
                    Drift.between(
                            total(hours(connection, tenant, referenceFrom, referenceTo)).scores,
                            total(hours).scores,
                            config.sampleFloor()),
                    features(connection, tenant, from, to, referenceFrom, referenceTo),
                    calibration(hours, quality, matureUntil),
                    matureUntil,
                    periods(hours, quality, UnaryOperator.identity()),
                    periods(hours, quality, day -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))),
                    money(connection, tenant, from, to),
                    labels.view(connection, tenant));
        });
    }

    private static List<Point> series(Map<Instant, Hours> hours, boolean byHour) {
        Map<Instant, Hours> steps = new TreeMap<>();
        hours.forEach((hour, sums) -> steps.computeIfAbsent(
                        byHour ? hour : day(hour).atStartOfDay(ZoneOffset.UTC).toInstant(), each -> new Hours())
                .add(sums));
        List<Point> series = new ArrayList<>();
        steps.forEach((at, sums) -> series.add(sums.point(at)));
        return series;
    }

    /** Only days old enough: fraud is reported late, and a young day would look better than it is. */
    private static Calibration calibration(
            Map<Instant, Hours> hours, Map<LocalDate, Quality> quality, Instant matureUntil) {
        LocalDate end = day(matureUntil);
        Hours mature = new Hours();
        hours.forEach((hour, sums) -> {
            if (day(hour).isBefore(end)) {
                mature.add(sums);
            }
        });
        long[] frauds = new long[Bins.SCORES];
        for (Map.Entry<LocalDate, Quality> each : quality.entrySet()) {
            if (each.getKey().isBefore(end)) {
                frauds = sum(frauds, each.getValue().fraudBins());
            }
        }
        return Calibration.of(mature.scores, mature.scoreSums, frauds);
    }

    private static List<Period> periods(
            Map<Instant, Hours> hours, Map<LocalDate, Quality> quality, UnaryOperator<LocalDate> start) {
        Map<LocalDate, Hours> sums = new TreeMap<>();
        hours.forEach((hour, one) -> sums.computeIfAbsent(start.apply(day(hour)), each -> new Hours())
                .add(one));
        List<Period> periods = new ArrayList<>();
        sums.forEach((first, all) -> {
            long alertsFraud = 0;
            long alertsGenuine = 0;
            long passedFraud = 0;
            for (Map.Entry<LocalDate, Quality> each : quality.entrySet()) {
                if (start.apply(each.getKey()).equals(first)) {
                    alertsFraud += each.getValue().alertsFraud();
                    alertsGenuine += each.getValue().alertsGenuine();
                    passedFraud += each.getValue().passedFraud();
                }
            }
            long alerts = all.referred + all.declined;
            periods.add(new Period(
                    first,
                    alerts + all.approved,
                    alerts,
                    alertsFraud,
                    alertsGenuine,
                    passedFraud,
                    share(alertsFraud, alertsFraud + alertsGenuine),
                    share(alertsFraud + alertsGenuine, alerts),
                    share(alertsFraud, alertsFraud + passedFraud)));
        });
        return periods;
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : Math.min(1.0, (double) part / whole);
    }

    private static Map<Instant, Hours> hours(Connection connection, TenantId tenant, Instant from, Instant to)
            throws SQLException {
        Map<Instant, Hours> hours = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select hour, approved, referred, declined, degraded, score_bins, score_sums, latency
                from monitoring_hour where tenant_id = ? and hour >= ? and hour < ?""")) {
            bind(select, tenant, from, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Hours sums = new Hours();
                    sums.approved = row.getLong(2);
                    sums.referred = row.getLong(3);
                    sums.declined = row.getLong(4);
                    sums.degraded = row.getLong(5);
                    sums.scores = sum(sums.scores, longs(row.getArray(6)));
                    Double[] scoreSums = (Double[]) row.getArray(7).getArray();
                    for (int i = 0; i < Math.min(scoreSums.length, sums.scoreSums.length); i++) {
                        sums.scoreSums[i] = scoreSums[i];
                    }
                    sums.latency = sum(sums.latency, longs(row.getArray(8)));
                    hours.put(row.getObject(1, OffsetDateTime.class).toInstant(), sums);
                }
            }
        }
        return hours;
    }

    private static Hours total(Map<Instant, Hours> hours) {
        Hours total = new Hours();
        hours.values().forEach(total::add);
        return total;
    }

    private List<FeatureDrift> features(
            Connection connection,
            TenantId tenant,
            Instant from,
            Instant to,
            Instant referenceFrom,
            Instant referenceTo)
            throws SQLException {
        Map<String, long[]> current = features(connection, tenant, from, to);
        Map<String, long[]> reference = features(connection, tenant, referenceFrom, referenceTo);
        List<FeatureDrift> drifts = new ArrayList<>();
        current.forEach((name, bins) -> drifts.add(new FeatureDrift(
                name,
                Drift.between(reference.getOrDefault(name, new long[Bins.FEATURES]), bins, config.sampleFloor()))));
        return drifts;
    }

    private static Map<String, long[]> features(Connection connection, TenantId tenant, Instant from, Instant to)
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
                    features.put(row.getString(1), sum(new long[Bins.FEATURES], longs(row.getArray(2))));
                }
            }
        }
        return features;
    }

    private static Map<LocalDate, Quality> quality(Connection connection, TenantId tenant, Instant from, Instant to)
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

    private static List<MoneyTotals> money(Connection connection, TenantId tenant, Instant from, Instant to)
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

    private static long[] sum(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
