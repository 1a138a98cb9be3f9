package io.trivium.core.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests statements, values and rows on a real PostgreSQL. */
class SqlTest {

    private static final TestDatabase DATABASE = TestDatabase.schema("core_sql");

    enum Colour {
        LIGHT_RED("light-red"),
        BLUE("blue");

        private final String wireName;

        Colour(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        String wireName() {
            return wireName;
        }
    }

    enum WithoutForm {
        ONE
    }

    record Place(String city, @Nullable Integer floor) {}

    record Thing(
            TenantId tenant,
            Colour colour,
            @Nullable Colour other,
            List<Colour> colours,
            List<String> names,
            @Nullable Double score,
            BigDecimal amount,
            Instant at,
            LocalDate day,
            UUID id,
            Place place,
            Place stored,
            Map<String, Integer> counts) {}

    @SuppressWarnings("ArrayRecordComponent") // compared element by element
    record Bins(long[] counts, double[] sums) {}

    private static final SqlQuery<Thing> ECHO = SqlQuery.of(Thing.class, """
        select :tenant::text as tenant, :colour::text as colour, :other::text as other, :colours::text[] as colours,
            :names::text[] as names, :score::float8 as score, :amount::numeric as amount, :at::timestamptz as at,
            :day::date as day, :id::uuid as id, :city::text as city, :floor::int as floor,
            :stored::jsonb as stored, :counts::jsonb as counts -- not a :parameter
        """);

    private static SqlQuery.Call<Thing> echo(Connection connection) {
        return ECHO.on(connection)
                .set("tenant", new TenantId("demo-bank"))
                .set("colour", Colour.LIGHT_RED)
                .set("other", null)
                .set("colours", List.of(Colour.BLUE, Colour.LIGHT_RED))
                .set("names", new String[] {"a,b", "c\"d"})
                .set("score", null)
                .set("amount", new BigDecimal("12.50"))
                .set("at", Instant.parse("2026-12-01T10:00:00.123456Z"))
                .set("day", LocalDate.of(2026, 12, 1))
                .set("id", new UUID(1, 2))
                .set("city", "Köln")
                .set("floor", null)
                .json("stored", new Place("Bonn", 3))
                .json("counts", Map.of("x", 1));
    }

    @Test
    void everyKindOfValueComesBackAsItWasSet() throws SQLException {
        try (Connection connection = DATABASE.connectAsApp()) {
            assertEquals(
                    new Thing(
                            new TenantId("demo-bank"),
                            Colour.LIGHT_RED,
                            null,
                            List.of(Colour.BLUE, Colour.LIGHT_RED),
                            List.of("a,b", "c\"d"),
                            null,
                            new BigDecimal("12.50"),
                            Instant.parse("2026-12-01T10:00:00.123456Z"),
                            LocalDate.of(2026, 12, 1),
                            new UUID(1, 2),
                            new Place("Köln", null),
                            new Place("Bonn", 3),
                            Map.of("x", 1)),
                    echo(connection).one());
        }
    }

    @Test
    void arraysOfNumbersAreReadAsPrimitives() throws SQLException {
        var query = SqlQuery.of(Bins.class, "select :counts::bigint[] as counts, :sums::float8[] as sums");
        try (Connection connection = DATABASE.connectAsApp()) {
            Bins bins = query.on(connection)
                    .set("counts", new long[] {1, 2})
                    .array("sums", "float8", new Object[] {0.5, 2.0})
                    .one();
            assertArrayEquals(new long[] {1, 2}, bins.counts());
            assertArrayEquals(new double[] {0.5, 2.0}, bins.sums());
        }
    }

    @Test
    void namesAMissingAndAnUnknownParameter() throws SQLException {
        var query = SqlQuery.of(String.class, "select :a::text || :b");
        try (Connection connection = DATABASE.connectAsApp()) {
            var unset = assertThrows(
                    IllegalStateException.class,
                    () -> query.on(connection).set("a", "x").one());
            assertTrue(String.valueOf(unset.getMessage()).contains(":b"), unset.getMessage());
            var unknown = assertThrows(
                    IllegalArgumentException.class, () -> query.on(connection).set("c", "x"));
            assertTrue(String.valueOf(unknown.getMessage()).contains(":c"), unknown.getMessage());
        }
    }

    @Test
    void refusesColumnsThatDoNotFit() throws SQLException {
        try (Connection connection = DATABASE.connectAsApp()) {
            for (String wrong : List.of(
                    "select 'x' as town, 1 as floor",
                    "select 'x' as city, 'y' as floor",
                    "select null::text as city, true as floor")) {
                var query = SqlQuery.of(Place.class, wrong);
                assertThrows(
                        IllegalStateException.class, () -> query.on(connection).list(), wrong);
            }
            var primitive = SqlQuery.of(Long.class, "select null::bigint");
            assertThrows(
                    IllegalStateException.class, () -> primitive.on(connection).one());
            var two = SqlQuery.of(Long.class, "select 1, 2");
            assertThrows(IllegalStateException.class, () -> two.on(connection).one());
            var rows = SqlQuery.of(Long.class, "select generate_series(1, 2)::bigint");
            assertThrows(IllegalStateException.class, () -> rows.on(connection).one());
            assertEquals(1L, rows.on(connection).first().orElseThrow());
            assertEquals(List.of(1L, 2L), rows.on(connection).fetchSize(1).list());
        }
    }

    @Test
    void anEnumWithoutAJsonFormAndAnUnknownTextAreRefused() throws SQLException {
        var query = SqlQuery.of(Colour.class, "select :text::text");
        try (Connection connection = DATABASE.connectAsApp()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> query.on(connection).set("text", "green").one());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> query.on(connection).set("text", WithoutForm.ONE).one());
        }
    }

    @Test
    void aBatchRunsOnceForEachRowAndFailuresKeepTheirSqlState() throws SQLException {
        var insert = SqlUpdate.of("insert into row_of_batch (id, name) values (:id, :name)");
        try (Connection connection = DATABASE.connectAsApp()) {
            SqlUpdate.of("create temporary table row_of_batch (id bigint primary key, name text)")
                    .on(connection)
                    .run();
            insert.batch(
                    connection,
                    List.of(1L, 2L),
                    (values, id) -> values.set("id", id).set("name", "n" + id));
            insert.batch(connection, List.<Long>of(), (values, id) -> values.set("id", id));
            assertEquals(
                    List.of("n1", "n2"),
                    SqlQuery.of(String.class, "select name from row_of_batch order by id")
                            .on(connection)
                            .list());
            var failure = assertThrows(
                    SqlFailure.class,
                    () -> insert.on(connection).set("id", 1L).set("name", null).run());
            assertEquals("23505", failure.sqlState());
            assertTrue(SqlFailure.isAboutTheRow(failure));
            assertNull(SqlQuery.of(Place.class, "select 'x' as city, null::int as floor")
                    .on(connection)
                    .one()
                    .floor());
        }
    }

    @Test
    void aBatchMayHaveNullsBeforeAndAfterValues() throws SQLException {
        var insert = SqlUpdate.of("""
            insert into nulls_of_batch values (:id, :name, :floor, :score, :amount, :done, :at, :day)
            """);
        var nulls = SqlQuery.of(Integer.class, """
            select num_nulls(name, floor, score, amount, done, at, day) from nulls_of_batch order by id
            """);
        try (Connection connection = DATABASE.connectAsApp()) {
            SqlUpdate.of("""
                create temporary table nulls_of_batch (id bigint, name text, floor int, score float8, amount numeric,
                    done boolean, at timestamptz, day date)
                """).on(connection).run();
            insert.batch(
                    connection,
                    List.of(1L, 2L, 3L, 4L),
                    (values, id) -> values.set("id", id)
                            .set("name", id % 2 == 0 ? "x" : null)
                            .set("floor", id % 2 == 0 ? 3 : null)
                            .set("score", id % 2 == 0 ? 0.5 : null)
                            .set("amount", id % 2 == 0 ? BigDecimal.TEN : null)
                            .set("done", id % 2 == 0 ? true : null)
                            .set("at", id % 2 == 0 ? Instant.EPOCH : null)
                            .set("day", id % 2 == 0 ? LocalDate.EPOCH : null));
            assertEquals(List.of(7, 0, 7, 0), nulls.on(connection).list());
        }
    }

    @Test
    void anEnumIsReadFromTextAlone() throws SQLException {
        var query = SqlQuery.of(Colour.class, "select 1");
        try (Connection connection = DATABASE.connectAsApp()) {
            assertThrows(IllegalStateException.class, () -> query.on(connection).one());
        }
    }
}
