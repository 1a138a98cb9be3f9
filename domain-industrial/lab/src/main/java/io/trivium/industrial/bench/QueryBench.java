package io.trivium.industrial.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.industrial.client.PlantClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures the queries of an asset's page while the tables hold a given number of readings: the latest of all tags, and
 * four of them over time.
 */
final class QueryBench {
    private static final int ASSETS = 100;
    private static final int TAGS = 10;
    private static final int STEP_S = 10;
    private static final int PAGES = 60;
    private static final int WARM_UP = 10;
    private static final double TARGET_MS = 200;

    private static final SqlQuery<Long> PARTITION =
            SqlQuery.of(Long.class, "select count(reading_partition(:table, :day))");

    private static final SqlUpdate READINGS = SqlUpdate.of("""
        insert into reading (tag_id, tenant_no, quality, at, value)
        select t.tag_id, :tenant, 192, g.at,
            50 + 20 * sin(extract(epoch from g.at) / 3600 + t.tag_id) + 5 * sin(extract(epoch from g.at) / 47)
        from generate_series(:from::timestamptz, :to::timestamptz - interval '1 second', interval '10 seconds') as g (at)
        cross join unnest(:tags::int[]) as t (tag_id)
        """);

    private static final SqlUpdate MINUTES = SqlUpdate.of("""
        insert into reading_1m (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
        select tag_id, :tenant, date_trunc('minute', at), count(*), min(value), max(value), sum(value),
            max(value) filter (where extract(second from at) = 0),
            max(value) filter (where extract(second from at) = 50)
        from reading where at >= :from and at < :to and tag_id = any (:tags::int[])
        group by tag_id, date_trunc('minute', at)
        """);

    private static final SqlUpdate TEN_MINUTES = SqlUpdate.of("""
        insert into reading_10m (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
        select tag_id, :tenant, date_bin('10 minutes', at, timestamptz 'epoch') as bucket, sum(points), min(lowest),
            max(highest), sum(total), max(first_value) filter (where extract(minute from at)::int % 10 = 0),
            max(last_value) filter (where extract(minute from at)::int % 10 = 9)
        from reading_1m where at >= :from and at < :to and tag_id = any (:tags::int[])
        group by tag_id, bucket
        """);

    private static final SqlUpdate HOURS = SqlUpdate.of("""
        insert into reading_1h (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
        select tag_id, :tenant, date_trunc('hour', at), sum(points), min(lowest), max(highest), sum(total),
            max(first_value) filter (where extract(minute from at) = 0),
            max(last_value) filter (where extract(minute from at) = 59)
        from reading_1m where at >= :from and at < :to and tag_id = any (:tags::int[])
        group by tag_id, date_trunc('hour', at)
        """);

    private static final SqlQuery<Integer> TENANT =
            SqlQuery.of(Integer.class, "select tenant_no::int from plant_tenant where tenant_id = 'demo-plant'");

    private final PlantClient client;
    private final long rows;

    QueryBench(PlantClient client, long rows) {
        this.client = client;
        this.rows = rows;
    }

    List<Target> run(Readings readings) throws IOException, InterruptedException, SQLException {
        LoadPlant plant = new LoadPlant("history", ASSETS, TAGS, 1_000 * STEP_S);
        client.bring(plant.document());
        List<Integer> tags = readings.tags(plant);
        Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
        // Whole hours, whose roll-ups have a first and a last reading.
        Instant begin = end.minusSeconds(STEP_S * (rows / tags.size())).truncatedTo(ChronoUnit.HOURS);
        client.send(PlantClient.readings(
                plant.source(0), List.of(PlantClient.reading(LoadPlant.tag(0), end.plusSeconds(1), 0))));
        awaitTenant(readings.connection());
        long there = readings.count(tags, begin);
        if (there < 2) grow(readings.connection(), tags, begin, end);
        List<Target> targets = new ArrayList<>();
        targets.add(Target.reported("industrial-history-points", (double) readings.count(tags, begin), "points", null));
        List<UUID> assets = readings.assets(plant);
        for (Range range : List.of(
                new Range("hour", Duration.ofHours(1)),
                new Range("day", Duration.ofDays(1)),
                new Range("all", Duration.between(begin, end)))) {
            List<Double> pages = pages(assets, range, begin, end);
            targets.add(Target.of(
                    "industrial-asset-page-" + range.name() + "-p99",
                    IngestBench.quantile(pages, 0.99),
                    "ms",
                    TARGET_MS,
                    Better.LOWER,
                    null));
            targets.add(Target.reported(
                    "industrial-asset-page-" + range.name() + "-p50", IngestBench.quantile(pages, 0.5), "ms", null));
        }
        return targets;
    }

    private record Range(String name, Duration length) {}

    private List<Double> pages(List<UUID> assets, Range range, Instant begin, Instant end)
            throws IOException, InterruptedException {
        Random random = new Random(range.name().hashCode());
        List<Double> milliseconds = new ArrayList<>();
        for (int page = 0; page < WARM_UP + PAGES; page++) {
            UUID asset = assets.get(random.nextInt(assets.size()));
            long free = Duration.between(begin, end).minus(range.length()).toSeconds();
            Instant from = begin.plusSeconds(free <= 0 ? 0 : random.nextLong(free));
            long before = System.nanoTime();
            client.get("/v1/assets/" + asset + "/latest");
            client.get("/v1/assets/" + asset + "/trends?tag=t0&tag=t1&tag=t2&tag=t3&from=" + from + "&to="
                    + from.plus(range.length()) + "&pixels=1200");
            if (page >= WARM_UP) milliseconds.add((System.nanoTime() - before) / 1e6);
        }
        return milliseconds;
    }

    /** Rows as the service would have stored and rolled them up, a day at a time in the order of their arrival. */
    private static void grow(Connection connection, List<Integer> tags, Instant begin, Instant end)
            throws SQLException {
        int tenant = tenant(connection).orElseThrow();
        for (Instant day = begin.truncatedTo(ChronoUnit.DAYS); day.isBefore(end); day = day.plus(1, ChronoUnit.DAYS)) {
            Instant from = day.isBefore(begin) ? begin : day;
            Instant to = day.plus(1, ChronoUnit.DAYS).isAfter(end) ? end : day.plus(1, ChronoUnit.DAYS);
            for (String table : List.of("reading", "reading_1s", "reading_1m", "reading_10m", "reading_1h")) {
                PARTITION
                        .on(connection)
                        .set("table", table)
                        .set("day", LocalDate.ofInstant(day, ZoneOffset.UTC))
                        .one();
            }
            int added = insert(READINGS, connection, tenant, from, to, tags);
            for (SqlUpdate rollUp : List.of(MINUTES, TEN_MINUTES, HOURS)) {
                insert(rollUp, connection, tenant, from, to, tags);
            }
            System.err.println(day.toString().substring(0, 10) + ": " + added + " readings added");
        }
        try (var statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) reading");
            statement.execute("vacuum (analyze) reading_1m");
            statement.execute("vacuum (analyze) reading_10m");
        }
    }

    private static int insert(
            SqlUpdate insert, Connection connection, int tenant, Instant from, Instant to, List<Integer> tags) {
        return insert.on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("to", to)
                .set("tags", tags)
                .run();
    }

    /** The organisation gets its number with its first reading. */
    private static void awaitTenant(Connection connection) throws SQLException, InterruptedException {
        for (int tries = 0; tries < 100; tries++) {
            if (tenant(connection).isPresent()) return;
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
        throw new SQLException("the service stored no reading within 10 s; see its log");
    }

    private static Optional<Integer> tenant(Connection connection) {
        return TENANT.on(connection).first();
    }
}
