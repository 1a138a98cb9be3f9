package io.trivium.industrial.bench;

import io.trivium.core.sql.SqlQuery;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the contents of PostgreSQL directly, without the service. Not thread-safe. */
final class Readings implements AutoCloseable {
    private static final SqlQuery<Integer> TAGS = SqlQuery.of(Integer.class, """
        select t.tag_id from tag t join plant_node n on n.tenant_id = t.tenant_id and n.node_id = t.asset_id
        where n.source like :source order by n.source, t.tag_id
        """);

    private static final SqlQuery<UUID> ASSETS =
            SqlQuery.of(UUID.class, "select node_id from plant_node where source like :source order by name");

    private static final SqlQuery<Instant> LATEST =
            SqlQuery.of(Instant.class, "select at from reading where tag_id = :tag order by at desc limit 1");

    private static final SqlQuery<Long> COUNT =
            SqlQuery.of(Long.class, "select count(*) from reading where tag_id = any (:tags::int[]) and at >= :from");

    private static final SqlQuery<Active> ACTIVE = SqlQuery.of(
            Active.class,
            "select asset_id as asset, active_since as since from alarm where active and rule_id = :rule");

    private final Connection connection;

    /** With the address and the right of {@code TRIVIUM_DATABASE_URL}, {@code _USER} and {@code _PASSWORD}. */
    Readings() throws SQLException {
        connection = DriverManager.getConnection(
                environment("TRIVIUM_DATABASE_URL"),
                environment("TRIVIUM_DATABASE_USER"),
                environment("TRIVIUM_DATABASE_PASSWORD"));
        try (var statement = connection.createStatement()) {
            statement.execute("set search_path = industrial");
        }
    }

    Connection connection() {
        return connection;
    }

    /** Ids of the tags of a line, machine by machine. */
    List<Integer> tags(LoadPlant plant) {
        return TAGS.on(connection).set("source", sources(plant)).list();
    }

    /** Ids of the machines of a line, in order of their names. */
    List<UUID> assets(LoadPlant plant) {
        return ASSETS.on(connection).set("source", sources(plant)).list();
    }

    private static String sources(LoadPlant plant) {
        return "plant/" + plant.line() + "/%";
    }

    /** The latest time at the sensor of a tag. */
    Optional<Instant> latest(int tag) {
        return LATEST.on(connection).set("tag", tag).first();
    }

    long count(List<Integer> tags, Instant from) {
        return COUNT.on(connection).set("tags", tags).set("from", from).one();
    }

    /** An alarm that is active. */
    record Active(UUID asset, Instant since) {}

    /** Active alarms of a rule. */
    List<Active> active(UUID rule) {
        return ACTIVE.on(connection).set("rule", rule).list();
    }

    static String environment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) throw new IllegalStateException(name + " is not set");
        return value;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
