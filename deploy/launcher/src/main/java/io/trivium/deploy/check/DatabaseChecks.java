package io.trivium.deploy.check;

import io.trivium.deploy.component.Provisioning;
import io.trivium.deploy.standalone.PostgresComponent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that a PostgreSQL meets the services' requirements and is configured not to lose acknowledged data. */
final class DatabaseChecks {
    private static final String WHAT = "PostgreSQL";
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final List<String> ROLES = Stream.concat(
                    Provisioning.SCHEMAS.stream().flatMap(schema -> Stream.of(schema + "_owner", schema + "_app")),
                    Stream.of("keycloak"))
            .toList();

    private DatabaseChecks() {}

    /** All checks of the database {@code trivium}, as its administrator. */
    static List<Finding> of(Connection administrator) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = administrator.createStatement()) {
            findings.add(version(value(statement, "show server_version")));
            Map<String, String> settings = new LinkedHashMap<>();
            for (String name : DURABLE) settings.put(name, value(statement, "show " + name));
            findings.addAll(settings(settings));
            findings.addAll(perRole(statement));
            findings.addAll(roles(statement));
            findings.addAll(schemas(statement));
        }
        return findings;
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    static Finding version(String version) {
        return Finding.of(
                WHAT,
                version.startsWith(PostgresComponent.MAJOR_VERSION + "."),
                "version " + version,
                "The services are tested with PostgreSQL " + PostgresComponent.MAJOR_VERSION + ": use that.");
    }

    /** Each of the settings without which a power cut loses acknowledged data, or tears pages. */
    static List<Finding> settings(Map<String, String> settings) {
        List<Finding> wrong = new ArrayList<>();
        settings.forEach((name, value) -> {
            boolean safe = name.equals("synchronous_commit")
                    ? Set.of("on", "remote_write", "remote_apply").contains(value)
                    : value.equals("on");
            if (!safe) {
                wrong.add(Finding.bad(
                        WHAT,
                        name + " is " + value + ": a crash loses what was acknowledged",
                        "alter system reset " + name + "; select pg_reload_conf(); and take it out of the server's"
                                + " options."));
            }
        });
        return wrong.isEmpty() ? List.of(Finding.good(WHAT, String.join(", ", DURABLE) + " are on")) : wrong;
    }

    /** A setting of a role or a database overrides the server's, and is not visible to the administrator. */
    private static List<Finding> perRole(Statement statement) throws SQLException {
        List<Finding> wrong = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery("select coalesce(r.rolname, 'all roles'), c from pg_db_role_setting s"
                        + " left join pg_roles r on r.oid = s.setrole cross join unnest(s.setconfig) c"
                        + " where c like 'synchronous_commit=%'")) {
            while (row.next()) {
                String setting = row.getString(2).substring("synchronous_commit=".length());
                if (setting.equals("off") || setting.equals("local")) {
                    wrong.add(Finding.bad(
                            WHAT,
                            "synchronous_commit is " + setting + " for " + row.getString(1)
                                    + ": a crash loses what was acknowledged",
                            "alter role " + row.getString(1) + " reset synchronous_commit"));
                }
            }
        }
        return wrong;
    }

    private static List<Finding> roles(Statement statement) throws SQLException {
        List<Finding> wrong = new ArrayList<>();
        Set<String> missing = new TreeSet<>(ROLES);
        try (ResultSet row = statement.executeQuery(
                "select rolname, rolcanlogin, rolsuper or rolbypassrls from pg_roles where rolname in (" + quoted(ROLES)
                        + ")")) {
            while (row.next()) {
                String role = row.getString(1);
                missing.remove(role);
                if (!row.getBoolean(2)) {
                    wrong.add(Finding.bad(WHAT, role + " may not log in", "alter role " + role + " login"));
                }
                if (row.getBoolean(3)) {
                    wrong.add(Finding.bad(
                            WHAT,
                            role + " is a superuser or passes row security by: tenants see each other's rows",
                            "alter role " + role + " nosuperuser nobypassrls"));
                }
            }
        }
        missing.forEach(role -> wrong.add(
                Finding.bad(WHAT, "has no role " + role, "./trivium down, then ./trivium up makes it at the start.")));
        return wrong;
    }

    /** Schemas of which a service's own role may read no table at all, or that it may not look into. */
    private static List<Finding> schemas(Statement statement) throws SQLException {
        List<Finding> wrong = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("select n.nspname, has_schema_privilege(r.oid, n.oid, 'usage')"
                + " and bool_or(has_table_privilege(r.oid, c.oid, 'select')) from pg_class c join pg_namespace n on"
                + " n.oid = c.relnamespace join pg_roles r on r.rolname = n.nspname || '_app' where n.nspname in ("
                + quoted(Provisioning.SCHEMAS) + ") and c.relkind in ('r', 'p') and not c.relispartition"
                + " group by n.nspname, n.oid, r.oid")) {
            while (row.next()) {
                if (!row.getBoolean(2)) {
                    String schema = row.getString(1);
                    wrong.add(Finding.bad(
                            WHAT,
                            schema + "_app may read no table of its schema",
                            "grant usage on schema " + schema + " to " + schema + "_app; grant select, insert, update,"
                                    + " delete on all tables in schema " + schema + " to " + schema + "_app;"));
                }
            }
        }
        return wrong;
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(","));
    }
}
