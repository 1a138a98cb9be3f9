package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Decisions of one run in PostgreSQL, seen with the launcher's right to see every tenant. */
public final class Rows {
    private final Database database;
    private final String run;
    private final ObjectMapper json = new ObjectMapper();

    public Rows(Database database, String run) {
        this.database = database;
        this.run = run;
    }

    boolean has(String authorizationId) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement query =
                        connection.prepareStatement("select from fin.decision where authorization_id = ?")) {
            query.setString(1, authorizationId);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    public List<Decision> all() throws SQLException {
        List<Decision> rows = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement query = prepareCursor(
                        connection,
                        "select tenant_id, authorization_id, outcome, score, model_version, degraded, content_hash,"
                                + " decided_at, features from fin.decision where starts_with(authorization_id, ?)")) {
            query.setString(1, run + "-");
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(read(row));
                }
            }
        }
        return rows;
    }

    /** Rows come a thousand at a time only outside of autocommit. */
    private static PreparedStatement prepareCursor(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        PreparedStatement query = connection.prepareStatement(sql);
        query.setFetchSize(1_000);
        return query;
    }

    private Decision read(ResultSet row) throws SQLException {
        double score = row.getDouble(4);
        boolean unscored = row.wasNull();
        try {
            return new Decision(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    unscored ? null : score,
                    row.getString(5),
                    row.getBoolean(6),
                    row.getString(7),
                    row.getObject(8, OffsetDateTime.class).toInstant(),
                    Features.of(json.readTree(row.getString(9))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb is always JSON", e);
        }
    }
}
