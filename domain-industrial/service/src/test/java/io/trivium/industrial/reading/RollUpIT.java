package io.trivium.industrial.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.asset.TagCatalogue;
import io.trivium.industrial.asset.TagRef;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Readings in any order, twice and late: what is stored and rolled up is what a computation from the start gives. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value =
                                "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@NullUnmarked // Quarkus sets the fields
class RollUpIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @Inject
    ReadingStore store;

    @Inject
    RollUp rollUp;

    @Inject
    ReadingQuery query;

    @Inject
    TagCatalogue catalogue;

    @Inject
    TenantTransactions transactions;

    private record Point(long at, double value) {}

    private TagRef tag(String source, String name) {
        return Objects.requireNonNull(catalogue.tag(PLANT, source, name));
    }

    private void add(TagRef tag, List<Point> points) {
        Points batch = new Points();
        for (Point point : points) batch.add(tag.assetId(), tag.tagId(), point.at(), point.value(), (short) 192);
        store.add(PLANT, batch);
    }

    /** Returns the expected content of the level, computed independently. */
    private static List<String> expected(List<Point> points, long width) {
        TreeMap<Long, List<Point>> buckets = new TreeMap<>();
        points.stream()
                .sorted((a, b) -> Long.compare(a.at(), b.at()))
                .forEach(point -> buckets.computeIfAbsent(
                                point.at() - Math.floorMod(point.at(), width), begin -> new ArrayList<>())
                        .add(point));
        List<String> rows = new ArrayList<>();
        buckets.forEach((begin, inside) -> rows.add(String.join(
                " ",
                EpochMicros.toInstant(begin).toString(),
                Integer.toString(inside.size()),
                number(inside.stream().mapToDouble(Point::value).min().orElseThrow()),
                number(inside.stream().mapToDouble(Point::value).max().orElseThrow()),
                number(inside.stream().mapToDouble(Point::value).sum()),
                number(inside.getFirst().value()),
                number(inside.getLast().value()))));
        return rows;
    }

    private static String number(double value) {
        return Double.toString(value);
    }

    private List<String> stored(String table, int tagId) {
        return transactions.withConnection(PLANT, connection -> rows(connection, table, tagId));
    }

    private static List<String> rows(Connection connection, String table, int tagId) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select at, points, lowest, highest, total, first_value, last_value"
                                + " from " + table + " where tag_id = " + tagId + " order by at")) {
            while (row.next()) {
                found.add(String.join(
                        " ",
                        row.getTimestamp(1).toInstant().toString(),
                        Integer.toString(row.getInt(2)),
                        number(row.getDouble(3)),
                        number(row.getDouble(4)),
                        number(row.getDouble(5)),
                        number(row.getDouble(6)),
                        number(row.getDouble(7))));
            }
        }
        return found;
    }

    @Test
    void anyOrderAndAnyRepetitionGiveTheSameRollUps() {
        for (long seed = 1; seed <= 5; seed++) {
            String source = "RollUp/" + seed;
            PlantApi.asset("RollUp " + seed, source);
            TagRef slow = tag(source, "slow");
            TagRef fast = tag(source, "fast");
            Random random = new Random(seed);
            Instant begin = Instant.now().minus(5, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
            List<Point> points = new ArrayList<>();
            long at = EpochMicros.of(begin);
            for (int i = 0; i < 1_500; i++) {
                at += 1 + random.nextInt(10) * 500_000L + random.nextInt(1_000_000);
                // Sums of whole numbers are exact in any order.
                points.add(new Point(at, random.nextInt(2_000) - 1_000));
            }
            List<Point> arrivals = new ArrayList<>(points);
            for (int i = 0; i < 400; i++) arrivals.add(points.get(random.nextInt(points.size())));
            Collections.shuffle(arrivals, random);
            Instant now = Instant.now();
            for (int i = 0; i < arrivals.size(); ) {
                int end = Math.min(arrivals.size(), i + 1 + random.nextInt(400));
                add(slow, arrivals.subList(i, end));
                add(fast, arrivals.subList(i, end));
                i = end;
                if (random.nextBoolean()) rollUp.rollUp(PLANT, now);
            }
            rollUp.rollUp(PLANT, now);
            for (TagRef tag : List.of(slow, fast)) {
                assertEquals(expected(points, EpochMicros.MINUTE), stored("reading_1m", tag.tagId()), "seed " + seed);
                assertEquals(
                        expected(points, 10 * EpochMicros.MINUTE), stored("reading_10m", tag.tagId()), "seed " + seed);
                assertEquals(expected(points, EpochMicros.HOUR), stored("reading_1h", tag.tagId()), "seed " + seed);
            }
            assertEquals(expected(points, EpochMicros.SECOND), stored("reading_1s", fast.tagId()), "seed " + seed);
            assertEquals(List.of(), stored("reading_1s", slow.tagId()));
        }
    }

    @Test
    void aLateReadingCostsItsOwnAssetOnly() throws SQLException {
        PlantApi.asset("Late", "Late/1");
        PlantApi.asset("Punctual", "Punctual/1");
        Instant hour = Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
        add(tag("Late/1", "slow"), List.of(new Point(EpochMicros.of(hour.plusSeconds(10)), 1)));
        add(tag("Punctual/1", "slow"), List.of(new Point(EpochMicros.of(hour.plusSeconds(10)), 1)));
        rollUp.rollUp(PLANT, Instant.now());
        String version = "select xmin::text::bigint from industrial.reading_1m where tag_id = "
                + tag("Punctual/1", "slow").tagId();
        long before = TestDatabase.schema("industrial").count(version);
        add(tag("Late/1", "slow"), List.of(new Point(EpochMicros.of(hour.plusSeconds(5)), 3)));
        rollUp.rollUp(PLANT, Instant.now());
        assertEquals(
                List.of(hour + " 2 1.0 3.0 4.0 3.0 1.0"),
                stored("reading_1m", tag("Late/1", "slow").tagId()));
        assertEquals(before, TestDatabase.schema("industrial").count(version), "the row was not written again");
    }

    @Test
    void theLatestIsTheLatestAtTheSensor() {
        UUID asset = PlantApi.asset("Latest", "Latest/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        add(tag("Latest/1", "slow"), List.of(new Point(EpochMicros.of(now), 2)));
        add(tag("Latest/1", "slow"), List.of(new Point(EpochMicros.of(now.minusSeconds(3600)), 1)));
        List<LatestView> latest = query.latest(PLANT, asset);
        assertEquals(new LatestView("fast", "mm/s", null, null, null), latest.getFirst());
        assertEquals(new LatestView("slow", "Cel", now, 2.0, ReadingQuality.GOOD), latest.getLast());
    }

    @Test
    void aTrendHasWhatThePixelsNeedWhateverIsRolledUp() {
        UUID asset = PlantApi.asset("Trend", "Trend/1");
        TagRef tag = tag("Trend/1", "slow");
        Instant now = Instant.now();
        Instant begin = now.minus(100, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
        List<Point> points = new ArrayList<>();
        for (Instant at = begin; at.isBefore(now); at = at.plusSeconds(1)) {
            points.add(new Point(EpochMicros.of(at), Duration.between(begin, at).toSeconds() % 100));
        }
        add(tag, points);
        for (boolean rolled : new boolean[] {false, true}) {
            if (rolled) rollUp.rollUp(PLANT, now);
            for (int pixels : new int[] {1, 3, 50, 150, 1_000, 20_000}) {
                TrendView trend = query.trends(PLANT, asset, List.of("slow"), begin, now, pixels)
                        .getFirst();
                String message = pixels + " pixels, rolled up: " + rolled + ", " + trend.level();
                assertTrue(trend.at().length <= pixels, message);
                long counted = 0;
                for (long count : trend.points()) counted += count;
                assertEquals(points.size(), counted, message);
                double highest = 0;
                for (double value : trend.highest()) highest = Math.max(highest, value);
                assertEquals(99, highest, message);
            }
        }
    }

    @Test
    void anotherOrganisationSeesNoReading() {
        PlantApi.asset("Private", "Private/1");
        TagRef tag = tag("Private/1", "slow");
        add(tag, List.of(new Point(EpochMicros.of(Instant.now()), 1)));
        TenantId other = new TenantId("other-plant");
        store.number(other);
        for (String table : List.of("reading", "reading_1m", "reading_10m", "rollup_mark")) {
            long seen = transactions.withConnection(other, connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                    row.next();
                    return row.getLong(1);
                }
            });
            assertEquals(0, seen, table);
        }
    }

    @Test
    void alignedRowsContinueAfterAStopUntilThereAreEnough() {
        PlantApi.asset("Aligned rows", "RollUp/aligned");
        TagRef slow = tag("RollUp/aligned", "slow");
        TagRef fast = tag("RollUp/aligned", "fast");
        Instant from = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(20, ChronoUnit.HOURS);
        List<Integer> seconds = List.of(0, 1, 2, 32_400, 32_401, 32_402, 32_403);
        add(
                slow,
                seconds.stream()
                        .map(second -> new Point(EpochMicros.of(from.plusSeconds(second)), second))
                        .toList());
        add(fast, List.of(new Point(EpochMicros.of(from.plusSeconds(1)), 9)));

        List<AlignedRows.Row> rows = transactions.withConnection(
                PLANT,
                connection -> AlignedRows.read(
                        connection,
                        PLANT,
                        List.of(slow.tagId(), fast.tagId()),
                        Duration.ofSeconds(1),
                        from,
                        from.plus(10, ChronoUnit.HOURS),
                        5));

        assertEquals(
                List.of(1, 2, 32_400, 32_401, 32_402).stream()
                        .map(from::plusSeconds)
                        .toList(),
                rows.stream().map(AlignedRows.Row::at).toList());
        assertEquals(
                List.of(1.0, 2.0, 32_400.0, 32_401.0, 32_402.0),
                rows.stream().map(row -> row.values()[0]).toList());
        assertTrue(rows.stream().allMatch(row -> row.values()[1] == 9), "the last value of a tag that sends nothing");
    }
}
