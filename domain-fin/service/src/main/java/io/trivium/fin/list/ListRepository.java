package io.trivium.fin.list;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
public class ListRepository {

    private static final String ENTRY = "entry_id, list, value, reason, state, added_by, added_at, approved_by,"
            + " active_from, expires_at, ended_at, ended_by";

    /** Every list with every stay on it, past ones included, for decisions and back-tests. */
    public Lists lists(Connection connection, TenantId tenant) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("select name from token_list where tenant_id = ?")) {
            select.setString(1, tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        List<Lists.Stay> stays = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select list, value, active_from,"
                        + " least(expires_at, ended_at) from token_list_entry where tenant_id = ? and active_from is not null")) {
            select.setString(1, tenant.value());
            select.setFetchSize(5000);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime until = row.getObject(4, OffsetDateTime.class);
                    stays.add(new Lists.Stay(
                            row.getString(1),
                            row.getString(2),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            until == null ? null : until.toInstant()));
                }
            }
        }
        return new Lists(names, stays);
    }

    List<ListView> all(Connection connection, TenantId tenant, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select l.name, l.kind, l.description, l.created_by, l.created_at,
                    count(e.entry_id) filter (where e.state = 'active' and (e.expires_at is null or e.expires_at > ?)),
                    count(e.entry_id) filter (where e.state = 'pending')
                from token_list l left join token_list_entry e
                    on e.tenant_id = l.tenant_id and e.list = l.name and e.state in ('active', 'pending')
                where l.tenant_id = ? group by l.tenant_id, l.name order by l.name limit 200""")) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            select.setString(2, tenant.value());
            List<ListView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new ListView(
                            row.getString(1),
                            ListKind.of(row.getString(2)),
                            row.getString(3),
                            row.getString(4),
                            row.getObject(5, OffsetDateTime.class).toInstant(),
                            row.getLong(6),
                            row.getLong(7)));
                }
            }
            return found;
        }
    }

    /** Makes an empty list; false when the name is taken. */
    public boolean create(
            Connection connection,
            TenantId tenant,
            String name,
            ListKind kind,
            String description,
            String actor,
            Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into token_list (tenant_id, name, kind,"
                + " description, created_by, created_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            insert.setString(1, tenant.value());
            insert.setString(2, name);
            insert.setString(3, kind.wireName());
            insert.setString(4, description);
            insert.setString(5, actor);
            insert.setObject(6, now.atOffset(ZoneOffset.UTC));
            return insert.executeUpdate() == 1;
        }
    }

    Optional<ListKind> kind(Connection connection, TenantId tenant, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select kind from token_list where tenant_id = ? and name = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ListKind.of(row.getString(1))) : Optional.empty();
            }
        }
    }

    /** Adds an entry; false when the value waits or is on the list already. */
    boolean add(Connection connection, TenantId tenant, EntryView entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into token_list_entry (tenant_id, " + ENTRY
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            insert.setString(1, tenant.value());
            insert.setObject(2, entry.entryId());
            insert.setString(3, entry.list());
            insert.setString(4, entry.value());
            insert.setString(5, entry.reason());
            insert.setString(6, entry.state());
            insert.setString(7, entry.addedBy());
            insert.setObject(8, entry.addedAt().atOffset(ZoneOffset.UTC));
            insert.setString(9, entry.approvedBy());
            insert.setObject(10, time(entry.activeFrom()));
            insert.setObject(11, time(entry.expiresAt()));
            insert.setObject(12, time(entry.endedAt()));
            insert.setString(13, entry.endedBy());
            return insert.executeUpdate() == 1;
        }
    }

    /** Ends what has expired, so that the value can be put on the list again. */
    void endExpired(Connection connection, TenantId tenant, String list, String value, Instant now)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update token_list_entry set state = 'removed', ended_at = expires_at, ended_by = 'system:expiry'"
                        + " where tenant_id = ? and list = ? and value = ? and state = 'active' and expires_at <= ?")) {
            update.setString(1, tenant.value());
            update.setString(2, list);
            update.setString(3, value);
            update.setObject(4, now.atOffset(ZoneOffset.UTC));
            update.executeUpdate();
        }
    }

    /** The entry, locked until the end of the transaction. */
    Optional<EntryView> lock(Connection connection, TenantId tenant, String list, UUID entryId, Instant now)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + ENTRY
                + " from token_list_entry where tenant_id = ? and list = ? and entry_id = ? for update")) {
            select.setString(1, tenant.value());
            select.setString(2, list);
            select.setObject(3, entryId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(entry(row, now)) : Optional.empty();
            }
        }
    }

    void update(Connection connection, TenantId tenant, EntryView entry) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update token_list_entry set state = ?,"
                        + " approved_by = ?, active_from = ?, ended_at = ?, ended_by = ? where tenant_id = ? and entry_id = ?")) {
            update.setString(1, entry.state());
            update.setString(2, entry.approvedBy());
            update.setObject(3, time(entry.activeFrom()));
            update.setObject(4, time(entry.endedAt()));
            update.setString(5, entry.endedBy());
            update.setString(6, tenant.value());
            update.setObject(7, entry.entryId());
            update.executeUpdate();
        }
    }

    /** Newest first; those added before the cursor's entry when one is given. */
    List<EntryView> entries(
            Connection connection, TenantId tenant, String list, @Nullable UUID after, int limit, Instant now)
            throws SQLException {
        String sql = "select " + ENTRY + " from token_list_entry e where tenant_id = ? and list = ?"
                + (after == null
                        ? ""
                        : " and (added_at, entry_id) < (select added_at, entry_id from token_list_entry"
                                + " where tenant_id = e.tenant_id and entry_id = ?)")
                + " order by added_at desc, entry_id desc limit ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 1;
            select.setString(at++, tenant.value());
            select.setString(at++, list);
            if (after != null) {
                select.setObject(at++, after);
            }
            select.setInt(at, limit);
            List<EntryView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(entry(row, now));
                }
            }
            return found;
        }
    }

    private static EntryView entry(ResultSet row, Instant now) throws SQLException {
        Instant expiresAt = instant(row, "expires_at");
        return new EntryView(
                row.getObject("entry_id", UUID.class),
                row.getString("list"),
                row.getString("value"),
                row.getString("reason"),
                row.getString("state"),
                row.getString("state").equals("active") && expiresAt != null && !expiresAt.isAfter(now),
                row.getString("added_by"),
                row.getObject("added_at", OffsetDateTime.class).toInstant(),
                row.getString("approved_by"),
                instant(row, "active_from"),
                expiresAt,
                instant(row, "ended_at"),
                row.getString("ended_by"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
