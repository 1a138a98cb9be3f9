package io.trivium.industrial.alarm;

import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
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
    private static final SqlQuery<Loaded> LOAD = SqlQuery.of(Loaded.class, """
        select w.rule_id, w.asset_id, w.role,
            case w.role when 'limit' then coalesce(a.active and coalesce(a.rule_id, w.rule_id) = w.rule_id, false)
                else coalesce(s.active, false) end as active,
            s.pending_since, r.at as latest
        from unnest(:rules::uuid[], :assets::uuid[], :roles::text[], :conditions::text[], :tags::int[])
            w (rule_id, asset_id, role, condition, tag_id)
        left join alarm a on a.tenant_id = :tenant and a.asset_id = w.asset_id and a.condition = w.condition
        left join alarm_watch s on s.tenant_id = :tenant and s.rule_id = w.rule_id and s.asset_id = w.asset_id
            and s.role = w.role
        left join lateral (select at from reading where tag_id = w.tag_id order by at desc limit 1) r on true
        """);

    private static final SqlUpdate SAVE = SqlUpdate.of("""
        insert into alarm_watch (tenant_id, rule_id, asset_id, role, active, pending_since)
        values (:tenant, :rule, :asset, :role, :active, :pendingSince)
        on conflict (tenant_id, rule_id, asset_id, role) do update set active = excluded.active,
            pending_since = excluded.pending_since
        """);

    private static final SqlUpdate FORGET =
            SqlUpdate.of("delete from alarm_watch where tenant_id = :tenant and rule_id = :rule");

    /** The role of a watch of a rule on an asset. */
    enum Role {
        LIMIT("limit"),
        SUPPRESSION("suppression");

        private final String wireName;

        Role(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        String wireName() {
            return wireName;
        }
    }

    record Key(UUID ruleId, UUID assetId, Role role) {}

    private record Loaded(Key key, LimitWatch.State state) {}

    /**
     * Loads the states of these watches; called before the current readings are stored. The alarm itself holds whether
     * it is active.
     */
    Map<Key, LimitWatch.State> load(Connection connection, TenantId tenant, Collection<Watched> watches) {
        Map<Key, LimitWatch.State> found = new HashMap<>();
        LOAD.on(connection)
                .set("tenant", tenant)
                .array(
                        "rules",
                        "uuid",
                        watches.stream().map(w -> w.rule().ruleId()).toArray())
                .array("assets", "uuid", watches.stream().map(Watched::assetId).toArray())
                .array(
                        "roles",
                        "text",
                        watches.stream().map(w -> w.role().wireName).toArray())
                .array(
                        "conditions",
                        "text",
                        watches.stream().map(w -> w.rule().name()).toArray())
                .array("tags", "int", watches.stream().map(Watched::tagId).toArray())
                .each(loaded -> found.put(loaded.key, loaded.state));
        return found;
    }

    void save(Connection connection, TenantId tenant, Key key, LimitWatch.State state) {
        SAVE.on(connection)
                .set("tenant", tenant)
                .set("rule", key.ruleId())
                .set("asset", key.assetId())
                .set("role", key.role())
                .set("active", state.active())
                .set("pendingSince", state.pendingSince())
                .run();
    }

    /** Removes all watches of a rule. */
    void forget(Connection connection, TenantId tenant, UUID ruleId) {
        FORGET.on(connection).set("tenant", tenant).set("rule", ruleId).run();
    }
}
