package io.trivium.fin.monitoring;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.monitoring.MonitoringView.FeatureDrift;
import io.trivium.fin.monitoring.MonitoringView.Period;
import io.trivium.fin.monitoring.MonitoringView.Point;
import io.trivium.fin.review.MonitoringConfig;
import io.trivium.fin.review.ReviewedAlerts;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
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
    private static final RollUpQueries.Quality NO_LABELS = new RollUpQueries.Quality(new long[Bins.SCORES], 0, 0, 0);

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

    MonitoringView read(
            TenantId tenant, Instant from, Instant to, Instant driftFrom, Instant referenceFrom, Instant referenceTo) {
        return transactions.withConnection(tenant, connection -> {
            Map<Instant, HourSums> hours = RollUpQueries.hours(connection, tenant, from, to);
            boolean byHour = Duration.between(from, to).compareTo(BY_HOUR_UP_TO) <= 0;
            Map<LocalDate, RollUpQueries.Quality> quality = RollUpQueries.quality(connection, tenant, from, to);
            Instant matureUntil = earlier(to, clock.instant().minus(config.maturity()));
            return new MonitoringView(
                    from,
                    to,
                    byHour ? 3600 : 86_400,
                    driftFrom,
                    referenceFrom,
                    referenceTo,
                    config.reviewsPerDay(),
                    series(hours, byHour),
                    Drift.between(
                            total(RollUpQueries.hours(connection, tenant, referenceFrom, referenceTo)).scores,
                            total(since(hours, driftFrom)).scores,
                            config.sampleFloor()),
                    features(connection, tenant, driftFrom, to, referenceFrom, referenceTo),
                    calibration(hours, quality, matureUntil),
                    matureUntil,
                    periods(hours, quality, matureUntil, UnaryOperator.identity()),
                    periods(
                            hours,
                            quality,
                            matureUntil,
                            day -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))),
                    RollUpQueries.money(connection, tenant, from, to),
                    labels.view(connection, tenant));
        });
    }

    private static List<Point> series(Map<Instant, HourSums> hours, boolean byHour) {
        Map<Instant, HourSums> steps = new TreeMap<>();
        hours.forEach((hour, sums) -> steps.computeIfAbsent(
                        byHour
                                ? hour
                                : RollUpQueries.day(hour)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant(),
                        each -> new HourSums())
                .add(sums));
        List<Point> series = new ArrayList<>();
        steps.forEach((at, sums) -> series.add(sums.point(at)));
        return series;
    }

    /** Only days old enough: fraud is reported late, and a young day would look better than it is. */
    private static Calibration calibration(
            Map<Instant, HourSums> hours, Map<LocalDate, RollUpQueries.Quality> quality, Instant matureUntil) {
        LocalDate end = RollUpQueries.day(matureUntil);
        HourSums mature = new HourSums();
        hours.forEach((hour, sums) -> {
            if (RollUpQueries.day(hour).isBefore(end)) mature.add(sums);
        });
        long[] frauds = new long[Bins.SCORES];
        for (Map.Entry<LocalDate, RollUpQueries.Quality> each : quality.entrySet()) {
            if (each.getKey().isBefore(end))
                frauds = HourSums.sum(frauds, each.getValue().fraudBins());
        }
        return Calibration.of(mature.scores, mature.scoreSums, frauds);
    }

    private static List<Period> periods(
            Map<Instant, HourSums> hours,
            Map<LocalDate, RollUpQueries.Quality> quality,
            Instant matureUntil,
            UnaryOperator<LocalDate> start) {
        LocalDate matureEnd = RollUpQueries.day(matureUntil);
        Map<LocalDate, HourSums> byDay = new TreeMap<>();
        hours.forEach((hour, one) -> byDay.computeIfAbsent(RollUpQueries.day(hour), each -> new HourSums())
                .add(one));
        Map<LocalDate, Totals> totals = new TreeMap<>();
        byDay.forEach((day, sums) -> totals.computeIfAbsent(start.apply(day), each -> new Totals())
                .add(sums, quality.getOrDefault(day, NO_LABELS), day.isBefore(matureEnd)));
        List<Period> periods = new ArrayList<>();
        totals.forEach((first, sums) -> periods.add(sums.period(first)));
        return periods;
    }

    /** Sums over the days of a period. Not thread-safe. */
    private static final class Totals {
        private long approved;
        private long alerts;
        private long fraud;
        private long genuine;
        private long matured;
        private long passedFraud;

        void add(HourSums sums, RollUpQueries.Quality labels, boolean isMature) {
            long ofDay = sums.referred + sums.declined;
            approved += sums.approved;
            alerts += ofDay;
            fraud += labels.alertsFraud();
            genuine += labels.alertsGenuine();
            passedFraud += labels.passedFraud();
            matured += isMature ? Math.max(0, ofDay - labels.alertsFraud() - labels.alertsGenuine()) : 0;
        }

        Period period(LocalDate first) {
            return new Period(
                    first,
                    approved + alerts,
                    alerts,
                    ReviewedAlerts.of(alerts, fraud, genuine, matured),
                    passedFraud,
                    share(fraud, fraud + passedFraud));
        }
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : Math.min(1.0, (double) part / whole);
    }

    private static Map<Instant, HourSums> since(Map<Instant, HourSums> hours, Instant from) {
        Map<Instant, HourSums> later = new TreeMap<>(hours);
        later.keySet().removeIf(hour -> hour.isBefore(from));
        return later;
    }

    private static HourSums total(Map<Instant, HourSums> hours) {
        HourSums total = new HourSums();
        hours.values().forEach(total::add);
        return total;
    }

    private List<FeatureDrift> features(
            Connection connection,
            TenantId tenant,
            Instant from,
            Instant to,
            Instant referenceFrom,
            Instant referenceTo) {
        Map<String, long[]> current = RollUpQueries.features(connection, tenant, from, to);
        Map<String, long[]> reference = RollUpQueries.features(connection, tenant, referenceFrom, referenceTo);
        List<FeatureDrift> drifts = new ArrayList<>();
        current.forEach((name, bins) -> drifts.add(new FeatureDrift(
                name,
                Drift.between(reference.getOrDefault(name, new long[Bins.FEATURES]), bins, config.sampleFloor()))));
        return drifts;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
