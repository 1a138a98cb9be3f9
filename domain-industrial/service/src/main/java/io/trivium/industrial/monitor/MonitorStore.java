package io.trivium.industrial.monitor;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.asset.MonitorPlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Monitors in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class MonitorStore {
    private static final SqlQuery<Plan> PLANS = SqlQuery.of(Plan.class, """
        select n.node_id, t.monitor from plant_node n
        join asset_type t on t.tenant_id = n.tenant_id and t.name = n.asset_type
        where n.tenant_id = :tenant and t.monitor is not null order by n.node_id
        """);

    private static final SqlQuery<Tag> TAGS = SqlQuery.of(
            Tag.class, "select name, tag_id from tag where tenant_id = :tenant and asset_id = :asset order by name");

    /** Versions that compared means only left a calibration without relations: such a monitor has to learn again. */
    private static final String SELECT = """
        select asset_id, version,
            case when state = 'watching' and not jsonb_exists(calibration, 'relations') then 'learning' else state end
                as state,
            tags, step_ms, needed, learned, learning_from, %s as calibration, coalesce(baseline, '{}') as baseline,
            judged_to, score, coalesce(shares, '{}') as shares
        from asset_monitor where tenant_id = :tenant\s""";

    private static final String WHOLE =
            SELECT.formatted("case when jsonb_exists(calibration, 'relations') then calibration end");

    private static final SqlQuery<StoredMonitor> ALL =
            SqlQuery.of(StoredMonitor.class, SELECT.formatted("null::jsonb"));

    private static final SqlQuery<StoredMonitor> FIND =
            SqlQuery.of(StoredMonitor.class, WHOLE + "and asset_id = :asset");

    private static final SqlQuery<StoredMonitor> LOCK =
            SqlQuery.of(StoredMonitor.class, WHOLE + "and asset_id = :asset for update");

    private static final SqlQuery<StoredMonitor> TAKE =
            SqlQuery.of(StoredMonitor.class, WHOLE + "and asset_id = :asset for update skip locked");

    private static final SqlUpdate PUT = SqlUpdate.of("""
        insert into asset_monitor (tenant_id, asset_id, version, state, tags, step_ms, needed, learned, learning_from,
            calibration, baseline, judged_to, score, shares, changed_at)
        values (:tenant, :asset, :version, :state, :tags::text[], :stepMs, :needed, :learned, :learningFrom,
            :calibration::jsonb, :baseline::float8[], :judgedTo, :score, :shares::float8[], :now)
        on conflict (tenant_id, asset_id) do update set version = excluded.version, state = excluded.state,
            tags = excluded.tags, step_ms = excluded.step_ms, needed = excluded.needed, learned = excluded.learned,
            learning_from = excluded.learning_from, calibration = excluded.calibration,
            baseline = excluded.baseline, judged_to = excluded.judged_to, score = excluded.score,
            shares = excluded.shares, changed_at = excluded.changed_at
        """);

    private static final SqlUpdate PUT_JUDGED = SqlUpdate.of("""
        update asset_monitor set baseline = :baseline::float8[], judged_to = :judgedTo, score = :score,
            shares = :shares::float8[], changed_at = :now
        where tenant_id = :tenant and asset_id = :asset
        """);

    private record Plan(UUID nodeId, MonitorPlan monitor) {}

    private record Tag(String name, int tagId) {}

    /** Returns the plans of the assets whose type has a monitor. */
    Map<UUID, MonitorPlan> plans(Connection connection, TenantId tenant) {
        Map<UUID, MonitorPlan> found = new LinkedHashMap<>();
        PLANS.on(connection).set("tenant", tenant).each(plan -> found.put(plan.nodeId, plan.monitor));
        return found;
    }

    /** Numbers of an asset's tags by name. */
    Map<String, Integer> tags(Connection connection, TenantId tenant, UUID assetId) {
        Map<String, Integer> found = new LinkedHashMap<>();
        TAGS.on(connection).set("tenant", tenant).set("asset", assetId).each(tag -> found.put(tag.name, tag.tagId));
        return found;
    }

    /** Monitors by asset, without calibrations: they are large. */
    Map<UUID, StoredMonitor> all(Connection connection, TenantId tenant) {
        Map<UUID, StoredMonitor> found = new LinkedHashMap<>();
        ALL.on(connection).set("tenant", tenant).each(monitor -> found.put(monitor.assetId(), monitor));
        return found;
    }

    Optional<StoredMonitor> find(Connection connection, TenantId tenant, UUID assetId) {
        return FIND.on(connection).set("tenant", tenant).set("asset", assetId).first();
    }

    /** The monitor, locked until the end of the transaction. */
    Optional<StoredMonitor> lock(Connection connection, TenantId tenant, UUID assetId) {
        return LOCK.on(connection).set("tenant", tenant).set("asset", assetId).first();
    }

    /** As {@link #lock}; empty when another process has it. */
    Optional<StoredMonitor> take(Connection connection, TenantId tenant, UUID assetId) {
        return TAKE.on(connection).set("tenant", tenant).set("asset", assetId).first();
    }

    /** Writes the whole monitor. */
    void put(Connection connection, TenantId tenant, StoredMonitor monitor, Instant now) {
        PUT.on(connection)
                .set("tenant", tenant)
                .set("asset", monitor.assetId())
                .set("version", monitor.version())
                .set("state", monitor.state())
                .set("tags", monitor.tags())
                .set("stepMs", monitor.stepMs())
                .set("needed", monitor.needed())
                .set("learned", monitor.learned())
                .set("learningFrom", monitor.learningFrom())
                .json("calibration", monitor.calibration())
                .set("baseline", monitor.baseline())
                .set("judgedTo", monitor.judgedTo())
                .set("score", monitor.score())
                .set("shares", monitor.shares())
                .set("now", now)
                .run();
    }

    /** Writes where a monitor is after it judged rows; its calibration, which is large, stays. */
    void putJudged(Connection connection, TenantId tenant, StoredMonitor monitor, Instant now) {
        PUT_JUDGED
                .on(connection)
                .set("tenant", tenant)
                .set("asset", monitor.assetId())
                .set("baseline", monitor.baseline())
                .set("judgedTo", monitor.judgedTo())
                .set("score", monitor.score())
                .set("shares", monitor.shares())
                .set("now", now)
                .run();
    }
}
