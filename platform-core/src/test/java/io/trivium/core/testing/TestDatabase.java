package io.trivium.core.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema in a real PostgreSQL 18, with the roles that the launcher (production: the database administrator) makes:
 * {@code <schema>_owner} runs the migrations, {@code <schema>_app} serves and owns nothing. One server per JVM.
 *
 * @param jdbcUrl with {@code currentSchema} set
 */
public record TestDatabase(
        String schema,
        String jdbcUrl,
        String appUser,
        String appPassword,
        String ownerUser,
        String ownerPassword,
        String superuserUrl) {

    private static final Set<String> CREATED = new HashSet<>();
    private static @Nullable EmbeddedPostgres server;

    /** Starts the server if need be and creates the schema once. */
    public static synchronized TestDatabase schema(String schema) {
        if (!schema.matches("[a-z][a-z_]{1,30}")) throw new IllegalArgumentException("not a schema name: " + schema);
        try {
            EmbeddedPostgres postgres = server;
            if (postgres == null) {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
                server = postgres;
                execute(postgres.getJdbcUrl("postgres", "postgres"), "create database trivium");
            }
            String base = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/trivium";
            TestDatabase database = new TestDatabase(
                    schema,
                    base + "?currentSchema=" + schema,
                    schema + "_app",
                    schema + "-app-test",
                    schema + "_owner",
                    schema + "-owner-test",
                    base + "?user=postgres&password=postgres");
            if (CREATED.add(schema)) database.createRolesAndSchema();
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("embedded PostgreSQL did not start", e);
        } catch (SQLException e) {
            throw new IllegalStateException("schema " + schema + " could not be prepared", e);
        }
    }

    /** A connection of the role the service works with. */
    public Connection connectAsApp() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, appUser, appPassword);
    }

    /** A connection of the role that owns the tables. */
    public Connection connectAsOwner() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, ownerUser, ownerPassword);
    }

    /** A connection that nothing is hidden from, in this schema. */
    public Connection connectAsSuperuser() throws SQLException {
        return DriverManager.getConnection(superuserUrl + "&currentSchema=" + schema);
    }

    private void createRolesAndSchema() throws SQLException {
        execute(
                superuserUrl,
                "create role %s login nosuperuser nobypassrls password '%s'".formatted(ownerUser, ownerPassword),
                "create role %s login nosuperuser nobypassrls password '%s'".formatted(appUser, appPassword),
                "create schema %s authorization %s".formatted(schema, ownerUser),
                "grant usage on schema %s to %s".formatted(schema, appUser),
                "alter default privileges for role %s in schema %s grant select, insert, update, delete on tables to %s"
                        .formatted(ownerUser, schema, appUser),
                "alter default privileges for role %s in schema %s grant usage, select on sequences to %s"
                        .formatted(ownerUser, schema, appUser));
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    /** The first column of the first row, as a number. */
    public long count(String sql) throws SQLException {
        try (Connection connection = connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
