package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The states of watches in PostgreSQL: written when a limit is passed or a delay begins or ends, in the transaction of
 * the readings. The time of the last reading is not written: it is the tag's last in the table of readings.
 * Thread-safe.
 */
@ApplicationScoped
class WatchStore {

    /** The role of a watch of a rule on an asset. */
    enum Role {
        LIMIT("limit"),
        SUPPRESSION("suppression");

        private final String wireName;

        Role(String wireName) {
            this.wireName = wireName;
        }
    }

    record Key(UUID ruleId, UUID assetId, Role role) {}

    /**
     * Loads the states of these watches; called before the current readings are stored. The alarm itself holds whether
     * it is active.
     */
    Map<Key, LimitWatch.State> load(Connection connection, TenantId tenant, Collection<Watched> watches)
            throws SQLException {
        Map<Key, LimitWatch.State> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select w.rule_id, w.asset_id, w.role,
                    case w.role when 'limit' then coalesce(a.active and coalesce(a.rule_id, w.rule_id) = w.rule_id, false)
                        else coalesce(s.active, false) end,
                    s.pending_since, r.at
                from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::int[]) w (rule_id, asset_id, role, condition, tag_id)
                left join alarm a on a.tenant_id = ? and a.asset_id = w.asset_id and a.condition = w.condition
                left join alarm_watch s on s.tenant_id = ? and s.rule_id = w.rule_id and s.asset_id = w.asset_id
                    and s.role = w.role
                left join lateral (select at from reading where tag_id = w.tag_id order by at desc limit 1) r on true""")) {
            Binder.of(select)
                    .array("uuid", watches.stream().map(w -> w.rule().ruleId()).toArray())
                    .array("uuid", watches.stream().map(Watched::assetId).toArray())
                    .array("text", watches.stream().map(w -> w.role().wireName).toArray())
                    .array("text", watches.stream().map(w -> w.rule().name()).toArray())
                    .array("int", watches.stream().map(Watched::tagId).toArray())
                    .text(tenant.value())
                    .text(tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    Key key = new Key(
                            columns.id(), columns.id(), "limit".equals(columns.text()) ? Role.LIMIT : Role.SUPPRESSION);
                    found.put(key, new LimitWatch.State(columns.flag(), columns.timeOrNull(), columns.timeOrNull()));
                }
            }
        }
        return found;
    }

    void save(Connection connection, TenantId tenant, Key key, LimitWatch.State state) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into alarm_watch (tenant_id, rule_id, asset_id, role, active, pending_since)
                values (?, ?, ?, ?, ?, ?)
                on conflict (tenant_id, rule_id, asset_id, role) do update set active = excluded.active,
                    pending_since = excluded.pending_since""")) {
            Binder.of(upsert)
                    .text(tenant.value())
                    .id(key.ruleId())
                    .id(key.assetId())
                    .text(key.role().wireName)
                    .flag(state.active())
                    .time(state.pendingSince());
            upsert.executeUpdate();
        }
    }

    /** Removes all watches of a rule. */
    void forget(Connection connection, TenantId tenant, UUID ruleId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from alarm_watch where tenant_id = ? and rule_id = ?")) {
            Binder.of(delete).text(tenant.value()).id(ruleId);
            delete.executeUpdate();
        }
    }
}
