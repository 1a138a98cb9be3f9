package io.trivium.industrial.cycle;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The positions up to which the readings of each asset are processed into cycles, in PostgreSQL; in the caller's
 * transaction. Thread-safe.
 */
@ApplicationScoped
class CyclePositions {
    private static final SqlQuery<CycleAsset> ASSETS = SqlQuery.of(CycleAsset.class, """
        select n.node_id as asset_id, t.name as asset_type, t.cycle as plan from plant_node n
        join asset_type t on t.tenant_id = n.tenant_id and t.name = n.asset_type
        where n.tenant_id = :tenant and t.cycle is not null order by n.node_id
        """);

    private static final SqlQuery<Position> TAKE = SqlQuery.of(Position.class, """
        select seen_to, late_from from cycle_watch where tenant_id = :tenant and asset_id = :asset
        for update skip locked
        """);

    private static final SqlUpdate BEGIN = SqlUpdate.of("""
        insert into cycle_watch (tenant_id, asset_id, seen_to) values (:tenant, :asset, :at) on conflict do nothing
        """);

    private static final SqlUpdate PUT = SqlUpdate.of("""
        update cycle_watch set seen_to = :seenTo, late_from = :lateFrom
        where tenant_id = :tenant and asset_id = :asset
        """);

    private static final SqlUpdate LATE = SqlUpdate.of("""
        update cycle_watch set late_from = least(coalesce(late_from, :at), :at)
        where tenant_id = :tenant and asset_id = :asset
        """);

    private static final SqlQuery<Instant> WHOLE_BEFORE = SqlQuery.of(Instant.class, """
        select max(ended_at) from process_cycle
        where tenant_id = :tenant and asset_id = :asset and ended_at <= :at
            and began_at >= :at::timestamptz - interval '1 day' and state <> 'incomplete'
        having max(ended_at) is not null
        """);

    /**
     * The position of an asset.
     *
     * @param seenTo readings before that are made into cycles, and none was in progress then
     * @param lateFrom readings came from then on after they were looked through; null if none did
     */
    record Position(Instant seenTo, @Nullable Instant lateFrom) {}

    /** Assets whose type works in cycles. */
    List<CycleAsset> assets(Connection connection, TenantId tenant) {
        return ASSETS.on(connection).set("tenant", tenant).list();
    }

    /** The position, locked until the end of the transaction; empty when another process has it. */
    Optional<Position> take(Connection connection, TenantId tenant, UUID assetId) {
        return TAKE.on(connection).set("tenant", tenant).set("asset", assetId).first();
    }

    /** Begins an asset where none has begun. */
    void begin(Connection connection, TenantId tenant, UUID assetId, Instant at) {
        BEGIN.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("at", at)
                .run();
    }

    void put(Connection connection, TenantId tenant, UUID assetId, Position position) {
        PUT.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("seenTo", position.seenTo())
                .set("lateFrom", position.lateFrom())
                .run();
    }

    /** Puts down, in the order of ids, since when readings came late. */
    void late(Connection connection, TenantId tenant, Map<UUID, Instant> from) {
        LATE.batch(
                connection,
                from.entrySet(),
                (values, asset) -> values.set("tenant", tenant)
                        .set("asset", asset.getKey())
                        .set("at", asset.getValue()));
    }

    /** End of the last whole cycle that was over by then; null if there is none. */
    @Nullable
    Instant wholeBefore(Connection connection, TenantId tenant, UUID assetId, Instant at) {
        return WHOLE_BEFORE
                .on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("at", at)
                .first()
                .orElse(null);
    }
}
