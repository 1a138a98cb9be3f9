package io.trivium.core.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.connection.StoredConnection.Pause;
import io.trivium.core.connection.StoredConnection.Revision;
import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.SqlFunction;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Tables {@code connection} and {@code connection_revision}; every call needs a transaction of the organisation or the platform. */
@ApplicationScoped
class ConnectionStore {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

    private static final String SELECT =
            "select c.id, c.tenant_id, c.kind, c.name, c.state, c.version, c.paused_by, c.pause_reason,"
                    + " c.last_error, c.last_error_at, c.last_success_at, c.changed_at, "
                    + revision("n") + ", " + revision("a")
                    + " from connection c join connection_revision n on n.tenant_id = c.tenant_id and n.connection_id = c.id"
                    + " and n.revision = c.revision left join connection_revision a on a.tenant_id = c.tenant_id"
                    + " and a.connection_id = c.id and a.revision = c.active_revision";

    private final DataSource dataSource;

    ConnectionStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private static String revision(String of) {
        return String.join(
                ", ",
                List.of(
                                "revision",
                                "settings",
                                "secrets",
                                "secret_names",
                                "proposed_by",
                                "proposed_at",
                                "approved_by",
                                "approved_at",
                                "rejected_by")
                        .stream()
                        .map(column -> of + "." + column + " as " + of + "_" + column)
                        .toList());
    }

    /** The organisation's connections that are not retired, and the 50 that were retired last, by kind and name. */
    List<StoredConnection> list(TenantId tenant) {
        return with(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT
                    + " where c.tenant_id = ? and (c.state <> 'retired' or c.id in (select id from connection"
                    + " where tenant_id = ? and state = 'retired' order by changed_at desc limit 50))"
                    + " order by c.kind, c.name, c.changed_at desc")) {
                select.setString(1, tenant.value());
                select.setString(2, tenant.value());
                return read(select);
            }
        });
    }

    /** The active and paused connections of all organisations, by organisation, kind and name; in a transaction of the platform. */
    List<StoredConnection> known() {
        return with(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    SELECT + " where c.state in ('active', 'paused') order by c.tenant_id, c.kind, c.name")) {
                return read(select);
            }
        });
    }

    /** A number that differs after every act on any connection; in a transaction of the platform. */
    long version() {
        return with(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("select coalesce(sum(version), 0) from connection");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    Optional<StoredConnection> find(TenantId tenant, UUID id) {
        return with(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(SELECT + " where c.tenant_id = ? and c.id = ?")) {
                select.setString(1, tenant.value());
                select.setObject(2, id);
                return read(select).stream().findFirst();
            }
        });
    }

    /** As {@link #find}, and no other transaction changes it before this one ends. */
    Optional<StoredConnection> lock(TenantId tenant, UUID id) {
        with(connection -> {
            try (PreparedStatement lock =
                    connection.prepareStatement("select 1 from connection where tenant_id = ? and id = ? for update")) {
                lock.setString(1, tenant.value());
                lock.setObject(2, id);
                return lock.execute();
            }
        });
        return find(tenant, id);
    }

    int count(TenantId tenant) {
        return with(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select count(*) from connection where tenant_id = ? and state <> 'retired'")) {
                select.setString(1, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    /** Adds a connection without a revision that is used; false if the name is taken. */
    boolean add(TenantId tenant, UUID id, String kind, String name, Instant now) {
        return with(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into connection (tenant_id, id, kind, name, state, revision, changed_at)"
                            + " values (?, ?, ?, ?, 'proposed', 1, ?) on conflict do nothing")) {
                insert.setString(1, tenant.value());
                insert.setObject(2, id);
                insert.setString(3, kind);
                insert.setString(4, name);
                insert.setObject(5, utc(now));
                return insert.executeUpdate() == 1;
            }
        });
    }

    void addRevision(TenantId tenant, UUID id, Revision revision) {
        with(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into connection_revision (tenant_id, connection_id, revision, settings, secrets, secret_names,"
                            + " proposed_by, proposed_at) values (?, ?, ?, ?::jsonb, ?, ?, ?, ?)")) {
                insert.setString(1, tenant.value());
                insert.setObject(2, id);
                insert.setInt(3, revision.number());
                insert.setString(4, json(revision.settings()));
                insert.setBytes(5, revision.secrets());
                insert.setArray(
                        6,
                        connection.createArrayOf("text", revision.secretNames().toArray(String[]::new)));
                insert.setString(7, revision.proposedBy());
                insert.setObject(8, utc(revision.proposedAt()));
                insert.executeUpdate();
            }
            return update(
                    connection,
                    "revision = ?, changed_at = ?",
                    tenant,
                    id,
                    revision.number(),
                    utc(revision.proposedAt()));
        });
    }

    /** Uses the newest revision from now on. A connection that was paused stays so. */
    void activate(TenantId tenant, UUID id, @Nullable String approvedBy, Instant now) {
        with(connection -> {
            if (approvedBy != null) {
                settle(connection, "approved", tenant, id, approvedBy, now);
            }
            return update(
                    connection,
                    "active_revision = revision, state = case when state = 'paused' then state else 'active' end,"
                            + " last_error = null, last_error_at = null, changed_at = ?",
                    tenant,
                    id,
                    utc(now));
        });
    }

    void reject(TenantId tenant, UUID id, String by, Instant now) {
        with(connection -> {
            settle(connection, "rejected", tenant, id, by, now);
            return update(connection, "changed_at = ?", tenant, id, utc(now));
        });
    }

    void setState(TenantId tenant, UUID id, ConnectionState state, @Nullable Pause pause, Instant now) {
        with(connection -> update(
                connection,
                "state = ?, paused_by = ?, pause_reason = ?, changed_at = ?",
                tenant,
                id,
                state.word(),
                pause == null ? null : pause.by(),
                pause == null ? null : pause.reason(),
                utc(now)));
    }

    /** Notes outcomes of its use; no act, so the version stays. */
    void report(
            TenantId tenant, UUID id, @Nullable Instant success, @Nullable Instant failure, @Nullable String error) {
        with(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("update connection set last_success_at = coalesce(?, last_success_at),"
                            + " last_error_at = coalesce(?, last_error_at), last_error = coalesce(?, last_error)"
                            + " where tenant_id = ? and id = ?")) {
                update.setObject(1, success == null ? null : utc(success));
                update.setObject(2, failure == null ? null : utc(failure));
                update.setString(3, error);
                update.setString(4, tenant.value());
                update.setObject(5, id);
                return update.executeUpdate();
            }
        });
    }

    private static void settle(
            java.sql.Connection connection, String outcome, TenantId tenant, UUID id, String by, Instant now)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update connection_revision r set " + outcome
                + "_by = ?, " + outcome + "_at = ? from connection c where c.tenant_id = ? and c.id = ?"
                + " and r.tenant_id = c.tenant_id and r.connection_id = c.id and r.revision = c.revision")) {
            update.setString(1, by);
            update.setObject(2, utc(now));
            update.setString(3, tenant.value());
            update.setObject(4, id);
            update.executeUpdate();
        }
    }

    private static int update(
            java.sql.Connection connection, String set, TenantId tenant, UUID id, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update connection set " + set + ", version = version + 1 where tenant_id = ? and id = ?")) {
            int at = 1;
            for (Object value : values) {
                update.setObject(at++, value);
            }
            update.setString(at++, tenant.value());
            update.setObject(at, id);
            return update.executeUpdate();
        }
    }

    private static List<StoredConnection> read(PreparedStatement select) throws SQLException {
        List<StoredConnection> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(read(rows));
            }
        }
        return found;
    }

    private static StoredConnection read(ResultSet row) throws SQLException {
        String pausedBy = row.getString("paused_by");
        return new StoredConnection(
                row.getObject("id", UUID.class),
                new TenantId(row.getString("tenant_id")),
                row.getString("kind"),
                row.getString("name"),
                ConnectionState.fromString(row.getString("state")),
                revision(row, "n"),
                row.getObject("a_revision") == null ? Optional.empty() : Optional.of(revision(row, "a")),
                row.getLong("version"),
                pausedBy == null ? null : new Pause(pausedBy, row.getString("pause_reason")),
                row.getString("last_error"),
                instant(row, "last_error_at"),
                instant(row, "last_success_at"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private static Revision revision(ResultSet row, String of) throws SQLException {
        return new Revision(
                row.getInt(of + "_revision"),
                settings(row.getString(of + "_settings")),
                row.getBytes(of + "_secrets"),
                List.of((String[]) row.getArray(of + "_secret_names").getArray()),
                row.getString(of + "_proposed_by"),
                row.getObject(of + "_proposed_at", OffsetDateTime.class).toInstant(),
                row.getString(of + "_approved_by"),
                instant(row, of + "_approved_at"),
                row.getString(of + "_rejected_by"));
    }

    /** Whole numbers are {@code Long}, as {@link ConnectionSettings} has them. */
    private static Map<String, Object> settings(String json) {
        try {
            Map<String, Object> read = JSON.readValue(json, SETTINGS);
            read.replaceAll((field, value) -> value instanceof Number number ? number.longValue() : value);
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored settings of a connection are no JSON object", e);
        }
    }

    private static String json(Map<String, Object> settings) {
        try {
            return JSON.writeValueAsString(settings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings of a connection cannot be written as JSON", e);
        }
    }

    private <T> T with(SqlFunction<java.sql.Connection, T> work) {
        try (java.sql.Connection connection = dataSource.getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
