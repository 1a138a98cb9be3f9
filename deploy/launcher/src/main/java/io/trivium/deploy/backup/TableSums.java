package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlQuery;
import java.io.IOException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Sums of every table of a database at one instant: rows in the order of the primary key, as canonical text. */
final class TableSums {
    private static final SqlQuery<Table> TABLES = SqlQuery.of(Table.class, """
            select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
                and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
            order by 1, 2""");
    private static final SqlQuery<String> COLUMNS = SqlQuery.of(String.class, """
            select a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = :schema and c.relname = :name and a.attnum > 0 and not a.attisdropped order by a.attnum""");
    private static final SqlQuery<String> KEY = SqlQuery.of(String.class, """
            select a.attname from pg_index i join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            cross join unnest(i.indkey) with ordinality as k(attnum, place)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
            where n.nspname = :schema and c.relname = :name and i.indisprimary order by k.place""");

    private static final int LIMIT_MS = 600_000;

    private final Connection connection;
    private final Map<String, Sum> only;

    /** @param only sums of the only tables and columns that are read; empty for everything */
    TableSums(Connection connection, Map<String, Sum> only) {
        this.connection = connection;
        this.only = only;
    }

    record Table(String schema, String name) {
        String key(String database) {
            return database + "/" + schema + "." + name;
        }

        String quoted() {
            return quote(schema) + "." + quote(name);
        }
    }

    /** Sums by {@code database/schema.table}. */
    Map<String, Sum> read(String database) throws SQLException, IOException {
        freeze(connection);
        Map<String, Sum> sums = new TreeMap<>();
        for (Table table : tables(connection)) {
            List<String> columns = columns(connection, table);
            Sum before = only.get(table.key(database));
            if (before != null)
                columns = columns.stream().filter(before.columns()::contains).toList();
            if (only.isEmpty() || before != null) sums.put(table.key(database), sum(table, columns));
        }
        connection.rollback();
        return sums;
    }

    /** Begins a transaction that sees the database as it is now, and its values as text that is everywhere the same. */
    static void freeze(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, LIMIT_MS);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local timezone = 'UTC'");
            statement.execute("set local datestyle = 'ISO, YMD'");
            statement.execute("set local intervalstyle = 'postgres'");
            statement.execute("set local bytea_output = 'hex'");
            statement.execute("set local extra_float_digits = 1");
            statement.execute("select pg_current_snapshot()");
        }
    }

    static List<Table> tables(Connection connection) {
        return TABLES.on(connection).list();
    }

    static List<String> columns(Connection connection, Table table) {
        return names(COLUMNS, connection, table);
    }

    /** Columns of the primary key; empty when there is none. */
    static List<String> key(Connection connection, Table table) {
        return names(KEY, connection, table);
    }

    private static List<String> names(SqlQuery<String> query, Connection connection, Table table) {
        return query.on(connection)
                .set("schema", table.schema())
                .set("name", table.name())
                .list();
    }

    /** A table without a key is sorted by its rows' text. */
    private Sum sum(Table table, List<String> columns) throws SQLException, IOException {
        List<String> key = key(connection, table);
        String order = key.isEmpty()
                ? "row(" + list(columns) + ")::text collate \"C\""
                : key.stream().map(TableSums::quote).collect(Collectors.joining(", "));
        MessageDigest digest = Digests.sha256();
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        long rows = copy.copyOut(
                "copy (select " + list(columns) + " from " + table.quoted() + " order by " + order + ") to stdout",
                Digests.into(digest));
        return new Sum(rows, Digests.hex(digest), columns);
    }

    private static String list(List<String> columns) {
        return columns.stream().map(TableSums::quote).collect(Collectors.joining(", "));
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
