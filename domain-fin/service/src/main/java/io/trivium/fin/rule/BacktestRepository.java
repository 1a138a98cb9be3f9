package io.trivium.fin.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Back-tests in PostgreSQL; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class BacktestRepository {

    /** A running back-test without a heartbeat for this long ended with its instance. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private static final String COLUMNS = "backtest_id, rule_id, version, from_time, to_time, state, requested_by,"
            + " created_at, beat_at, finished_at, rows_read, rows_total, result, failure";

    private final ObjectMapper json;

    BacktestRepository(ObjectMapper json) {
        this.json = json;
    }

    void add(Connection connection, TenantId tenant, BacktestView backtest) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into rule_backtest (tenant_id,"
                + " backtest_id, rule_id, version, from_time, to_time, state, requested_by, created_at, beat_at,"
                + " rows_total) values (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?)")) {
            insert.setString(1, tenant.value());
            insert.setObject(2, backtest.backtestId());
            insert.setString(3, backtest.ruleId());
            insert.setInt(4, backtest.version());
            insert.setObject(5, backtest.from().atOffset(ZoneOffset.UTC));
            insert.setObject(6, backtest.to().atOffset(ZoneOffset.UTC));
            insert.setString(7, backtest.requestedBy());
            insert.setObject(8, backtest.createdAt().atOffset(ZoneOffset.UTC));
            insert.setObject(9, backtest.createdAt().atOffset(ZoneOffset.UTC));
            insert.setLong(10, backtest.rowsTotal());
            insert.executeUpdate();
        }
    }

    /** Records the progress; returns false if the back-test was ended meanwhile. */
    boolean beat(Connection connection, TenantId tenant, UUID id, long rowsRead, Instant now) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update rule_backtest set rows_read = ?, beat_at = ?"
                        + " where tenant_id = ? and backtest_id = ? and state = 'running'")) {
            update.setLong(1, rowsRead);
            update.setObject(2, now.atOffset(ZoneOffset.UTC));
            update.setString(3, tenant.value());
            update.setObject(4, id);
            return update.executeUpdate() == 1;
        }
    }

    /** Ends one that is running; false when it had ended. */
    boolean finish(
            Connection connection,
            TenantId tenant,
            UUID id,
            String state,
            long rowsRead,
            @Nullable BacktestResult result,
            @Nullable String failure,
            Instant now)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update rule_backtest set state = ?,"
                + " rows_read = greatest(rows_read, ?), result = ?::jsonb, failure = ?, finished_at = ?"
                + " where tenant_id = ? and backtest_id = ? and state = 'running'")) {
            update.setString(1, state);
            update.setLong(2, rowsRead);
            update.setString(3, result == null ? null : write(result));
            update.setString(4, failure);
            update.setObject(5, now.atOffset(ZoneOffset.UTC));
            update.setString(6, tenant.value());
            update.setObject(7, id);
            return update.executeUpdate() == 1;
        }
    }

    Optional<BacktestView> find(Connection connection, TenantId tenant, UUID id, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from rule_backtest where tenant_id = ? and backtest_id = ?")) {
            select.setString(1, tenant.value());
            select.setObject(2, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(view(row, now)) : Optional.empty();
            }
        }
    }

    /** Returns the back-tests of a rule, newest first. */
    List<BacktestView> list(Connection connection, TenantId tenant, String ruleId, int limit, Instant now)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from rule_backtest where tenant_id = ? and rule_id = ? order by created_at desc limit ?")) {
            select.setString(1, tenant.value());
            select.setString(2, ruleId);
            select.setInt(3, limit);
            List<BacktestView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(view(row, now));
                }
            }
            return found;
        }
    }

    Optional<UUID> newestDone(Connection connection, TenantId tenant, String ruleId, int version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select backtest_id from rule_backtest"
                + " where tenant_id = ? and rule_id = ? and version = ? and state = 'done'"
                + " order by finished_at desc limit 1")) {
            select.setString(1, tenant.value());
            select.setString(2, ruleId);
            select.setInt(3, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    private BacktestView view(ResultSet row, Instant now) throws SQLException {
        String state = row.getString("state");
        Instant beat = row.getObject("beat_at", OffsetDateTime.class).toInstant();
        boolean lost = state.equals("running") && beat.plus(SILENCE).isBefore(now);
        String result = row.getString("result");
        return new BacktestView(
                row.getObject("backtest_id", UUID.class),
                row.getString("rule_id"),
                row.getInt("version"),
                row.getObject("from_time", OffsetDateTime.class).toInstant(),
                row.getObject("to_time", OffsetDateTime.class).toInstant(),
                lost ? "failed" : state,
                row.getString("requested_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                RuleVersion.instant(row, "finished_at"),
                row.getLong("rows_read"),
                row.getLong("rows_total"),
                result == null ? null : read(result),
                lost ? "The instance that ran it stopped." : row.getString("failure"));
    }

    private String write(BacktestResult result) {
        try {
            return json.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a back-test's result cannot be written", e);
        }
    }

    private BacktestResult read(String text) {
        try {
            return json.readValue(text, BacktestResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored back-test cannot be read", e);
        }
    }
}
