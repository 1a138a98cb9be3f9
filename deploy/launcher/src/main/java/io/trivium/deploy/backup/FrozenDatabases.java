package io.trivium.deploy.backup;

import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
    public Map<String, TablePrints> read(List<String> ignored, Map<String, TablePrints> earlier) throws SQLException {
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
            Connection connection, TableSums.Table table, List<String> key, List<String> columns) throws SQLException {
        String row = text(columns);
        String identity = key.isEmpty() ? row + " || row_number() over (partition by " + row + ")" : text(key);
        Map<UUID, UUID> rows = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select md5(" + identity + ")::uuid, md5(" + row + ")::uuid from " + table.quoted())) {
            query.setFetchSize(FETCH);
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.put(found.getObject(1, UUID.class), found.getObject(2, UUID.class));
                }
            }
        }
        return rows;
    }

    private static String text(List<String> columns) {
        return columns.stream().map(TableSums::quote).collect(Collectors.joining(", ", "row(", ")::text"));
    }

    /** Events that are marked as sent, by topic. */
    public Map<String, List<UUID>> sentEvents() throws SQLException {
        Map<String, List<UUID>> sent = new TreeMap<>();
        Connection connection = connections.values().iterator().next();
        for (TableSums.Table table : TableSums.tables(connection)) {
            if (table.name().equals("outbox_event")) {
                try (Statement query = connection.createStatement();
                        ResultSet row = query.executeQuery(
                                "select topic, key, payload from " + table.quoted() + " where sent_at is not null")) {
                    while (row.next()) {
                        sent.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                                .add(PartitionPrints.event(row.getBytes(2), row.getBytes(3)));
                    }
                }
            }
        }
        return sent;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }
}
