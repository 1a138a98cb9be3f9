package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** The platform's databases as they are when this is made, however long reading them takes. */
public final class FrozenDatabases implements AutoCloseable {
    private static final int FETCH = 5_000;

    private final Map<String, Connection> connections = new LinkedHashMap<>();

    private record Print(UUID identity, UUID content) {}

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record SentEvent(String topic, byte[] key, byte[] payload) {}

    public FrozenDatabases(Database database) throws SQLException {
        for (String name : Checksums.DATABASES) {
            Connection connection = database.connect(name);
            connections.put(name, connection);
            TableSums.freeze(connection);
        }
    }

    /**
     * Every table by {@code database/schema.table}.
     *
     * @param ignored columns that do not count, as {@code table.column}
     * @param earlier tables of which only the columns and the key that they had then count
     */
    public Map<String, TablePrints> read(List<String> ignored, Map<String, TablePrints> earlier) {
        Map<String, TablePrints> prints = new TreeMap<>();
        for (Map.Entry<String, Connection> each : connections.entrySet()) {
            Connection connection = each.getValue();
            for (TableSums.Table table : TableSums.tables(connection)) {
                List<String> columns = TableSums.columns(connection, table).stream()
                        .filter(column -> !ignored.contains(table.name() + "." + column))
                        .toList();
                List<String> key = TableSums.key(connection, table);
                TablePrints before = earlier.get(table.key(each.getKey()));
                if (before != null) {
                    columns =
                            before.columns().stream().filter(columns::contains).toList();
                    key = columns.containsAll(before.key()) ? before.key() : key;
                }
                prints.put(
                        table.key(each.getKey()), new TablePrints(key, columns, rows(connection, table, key, columns)));
            }
        }
        return prints;
    }

    private static Map<UUID, UUID> rows(
            Connection connection, TableSums.Table table, List<String> key, List<String> columns) {
        String row = text(columns);
        String identity = key.isEmpty() ? row + " || row_number() over (partition by " + row + ")" : text(key);
        Map<UUID, UUID> rows = new HashMap<>();
        SqlQuery.of(
                        Print.class,
                        "select md5(" + identity + ")::uuid as identity, md5(" + row + ")::uuid as content from "
                                + table.quoted())
                .on(connection)
                .fetchSize(FETCH)
                .each(print -> rows.put(print.identity, print.content));
        return rows;
    }

    private static String text(List<String> columns) {
        return columns.stream().map(TableSums::quote).collect(Collectors.joining(", ", "row(", ")::text"));
    }

    /** Events that are marked as sent, by topic. */
    public Map<String, List<UUID>> sentEvents() {
        Map<String, List<UUID>> sent = new TreeMap<>();
        Connection connection = connections.values().iterator().next();
        for (TableSums.Table table : TableSums.tables(connection)) {
            if (table.name().equals("outbox_event")) {
                SqlQuery.of(
                                SentEvent.class,
                                "select topic, key, payload from " + table.quoted() + " where sent_at is not null")
                        .on(connection)
                        .each(event -> sent.computeIfAbsent(event.topic, _ -> new ArrayList<>())
                                .add(PartitionPrints.event(event.key, event.payload)));
            }
        }
        return sent;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections.values()) connection.close();
    }
}
