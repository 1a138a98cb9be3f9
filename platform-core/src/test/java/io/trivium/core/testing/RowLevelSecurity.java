package io.trivium.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Checks of a migrated schema that hold for every service; run by each as one test. */
public final class RowLevelSecurity {

    private RowLevelSecurity() {}

    /**
     * Every table with a {@code tenant_id} has it not null, has row-level security enabled and forced, and a policy that
     * compares {@code tenant_id} with {@code app.tenant} for new rows; no policy lets a row be seen or written without
     * {@code app.tenant} or {@code app.platform}. Views would bypass this, so each must be a security invoker. A function that runs with
     * its owner's rights has an owner who bypasses nothing, is not for everybody, and has a search path of its own. The application
     * role owns nothing, is no superuser and bypasses nothing.
     */
    public static void assertIsolated(TestDatabase database) throws SQLException {
        List<String> tables = names(database, """
                select c.relname from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
                where n.nspname = '%s' and c.relkind in ('r', 'p') order by 1
                """);
        assertFalse(tables.isEmpty(), "no tenant table found in schema " + database.schema());
        assertEquals(List.of(), unsafe(database, "not c.relrowsecurity"), "row-level security is not enabled");
        assertEquals(List.of(), unsafe(database, "not c.relforcerowsecurity"), "row-level security is not forced");
        assertEquals(List.of(), unsafe(database, "not a.attnotnull"), "tenant_id may be null");
        assertEquals(List.of(), unsafe(database, """
                        not exists (select from pg_policies p
                            where p.schemaname = n.nspname and p.tablename = c.relname and p.cmd in ('ALL', 'INSERT')
                              and p.permissive = 'PERMISSIVE'
                              and coalesce(p.with_check, p.qual) ~ 'tenant_id.*app\\.tenant')
                        """), "no policy compares the tenant_id of a new row with app.tenant");
        assertEquals(List.of(), names(database, """
                        select p.tablename || '.' || p.policyname from pg_policies p
                        where p.schemaname = '%s' and p.permissive = 'PERMISSIVE'
                          and coalesce(p.qual, p.with_check) !~ 'app\\.(tenant|platform)'
                        """), "policies that demand neither a tenant nor the platform");
        assertEquals(List.of(), names(database, """
                        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = '%s' and (c.relkind = 'm' or c.relkind = 'v'
                          and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'])
                        """), "views that show what their owner sees");
        assertEquals(
                List.of(),
                names(database, """
                        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                        join pg_roles r on r.oid = p.proowner
                        where n.nspname = '%s' and p.prosecdef
                          and (r.rolsuper or r.rolbypassrls or has_function_privilege('public', p.oid, 'execute')
                            or not exists (select from unnest(p.proconfig) c where c like 'search\\_path=%'))
                        """),
                "functions with rights of an owner who passes row-level security by, for all, or of any schema");
        assertEquals(
                0,
                database.count(
                        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = '"
                                + database.appUser() + "'"),
                "the application role owns tables");
        assertEquals(
                1,
                database.count("select count(*) from pg_roles where rolname = '" + database.appUser()
                        + "' and not rolsuper and not rolbypassrls and not rolcreaterole and not rolcreatedb"),
                "the application role has rights it must not have");
        assertUnsetTenantSeesNothing(database, tables);
    }

    /** With no tenant set, the application role reads no row of any tenant table that it may read. */
    private static void assertUnsetTenantSeesNothing(TestDatabase database, List<String> tables) throws SQLException {
        try (Connection connection = database.connectAsApp();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                if (database.count("select case when has_table_privilege('%s', '%s.%s', 'select') then 1 else 0 end"
                                .formatted(database.appUser(), database.schema(), table))
                        == 1) {
                    try (ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                        assertTrue(row.next());
                        assertEquals(0, row.getLong(1), "rows of " + table + " are visible without a tenant");
                    }
                }
            }
        }
    }

    private static List<String> unsafe(TestDatabase database, String condition) throws SQLException {
        return names(database, """
                select c.relname from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
                where n.nspname = '%s' and c.relkind in ('r', 'p') and
                """ + condition);
    }

    private static List<String> names(TestDatabase database, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("%s", database.schema()))) {
            while (rows.next()) names.add(rows.getString(1));
        }
        return names;
    }
}
