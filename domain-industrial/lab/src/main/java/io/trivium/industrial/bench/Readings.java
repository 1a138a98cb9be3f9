package io.trivium.industrial.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the contents of PostgreSQL directly, without the service. Not thread-safe. */
final class Readings implements AutoCloseable {
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
    List<Integer> tags(LoadPlant plant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select t.tag_id from tag t join plant_node n on n.tenant_id = t.tenant_id and n.node_id = t.asset_id
                where n.source like ? order by n.source, t.tag_id""")) {
            select.setString(1, "plant/" + plant.line() + "/%");
            List<Integer> tags = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) tags.add(row.getInt(1));
            }
            return tags;
        }
    }

    /** Ids of the machines of a line, in order of their names. */
    List<UUID> assets(LoadPlant plant) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select node_id from plant_node where source like ? order by name")) {
            select.setString(1, "plant/" + plant.line() + "/%");
            List<UUID> assets = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) assets.add(row.getObject(1, UUID.class));
            }
            return assets;
        }
    }

    /** The latest time at the sensor of a tag. */
    Optional<Instant> latest(int tag) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select at from reading where tag_id = ? order by at desc limit 1")) {
            select.setInt(1, tag);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    long count(List<Integer> tags, Instant from) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*) from reading where tag_id = any (?) and at >= ?::timestamptz")) {
            select.setArray(1, connection.createArrayOf("int", tags.toArray()));
            select.setString(2, from.toString());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** An alarm that is active. */
    record Active(UUID asset, Instant since) {}

    /** Active alarms of a rule. */
    List<Active> active(UUID rule) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select asset_id, active_since from alarm where active and rule_id = ?")) {
            select.setObject(1, rule);
            List<Active> active = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    active.add(new Active(
                            row.getObject(1, UUID.class),
                            row.getObject(2, OffsetDateTime.class).toInstant()));
                }
            }
            return active;
        }
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
