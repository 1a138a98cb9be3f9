package io.trivium.industrial.rul;

import io.trivium.core.model.ModelReference;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeEstimate;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles and estimates in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class LifeStore {
    /** Cycles at the start of a life, which are what its later ones are compared with. */
    private static final int FIRST = 15;

    /** The latest cycles; no estimate looks back farther. */
    private static final int LATEST = 1_000;

    private static final SqlQuery<Standing> STANDINGS = SqlQuery.of(Standing.class, """
        select n.node_id as asset_id, n.asset_type,
            (select max(r.at) from asset_renewal r where r.tenant_id = n.tenant_id and r.asset_id = n.node_id)
                as since,
            (select max(c.at) from asset_cycle c where c.tenant_id = n.tenant_id and c.asset_id = n.node_id)
                as cycled_to,
            (select max(l.at) from asset_life l where l.tenant_id = n.tenant_id and l.asset_id = n.node_id)
                as estimated_to
        from plant_node n where n.tenant_id = :tenant and n.asset_type is not null order by n.node_id
        """);

    private static final SqlQuery<Tag> TAGS = SqlQuery.of(Tag.class, """
        select name, tag_id from tag
        where tenant_id = :tenant and asset_id = :asset and name = any (:names::text[])
        """);

    private static final SqlQuery<Instant> FIRST_READING = SqlQuery.of(Instant.class, """
        select min(r.at) from unnest(:tags::int[]) t (tag_id)
        cross join lateral (select at from reading where tag_id = t.tag_id order by at limit 1) r
        having min(r.at) is not null
        """);

    private static final SqlUpdate ADD_CYCLE = SqlUpdate.of("""
        insert into asset_cycle (tenant_id, asset_id, at, readings) values (:tenant, :asset, :at, :readings)
        on conflict do nothing
        """);

    private static final SqlQuery<Cycle> CYCLES = SqlQuery.of(Cycle.class, """
        with life as (select at, readings from asset_cycle
            where tenant_id = :tenant and asset_id = :asset and at > coalesce(:since::timestamptz, '-infinity'))
        (select at, readings as values from life order by at limit :first)
        union (select at, readings from life order by at desc limit :latest)
        order by at
        """);

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into asset_life (tenant_id, asset_id, at, expected, lower, upper, horizon, model_version, outlook, example)
        values (:tenant, :asset, :at, :expected, :lower, :upper, :horizon, :model, :outlook::jsonb, :example)
        on conflict do nothing
        """);

    private static final SqlQuery<Example> EXAMPLES = SqlQuery.of(Example.class, """
        select l.at, n.asset_type, l.remaining, l.horizon, l.outlook
        from (select at, row_number() over (order by at desc) - 1 as remaining, horizon, outlook, example
            from asset_life where tenant_id = :tenant and asset_id = :asset and at <= :end
                and at > coalesce((select max(at) from asset_renewal
                    where tenant_id = :tenant and asset_id = :asset and at < :end), '-infinity')) l
        join plant_node n on n.tenant_id = :tenant and n.node_id = :asset and n.asset_type is not null
        where l.example order by l.at
        """);

    private static final SqlUpdate PURGE_CYCLES = SqlUpdate.of("""
        delete from asset_cycle where tenant_id = :tenant and asset_id = :asset and at < :before and at not in (
            select at from asset_cycle where tenant_id = :tenant and asset_id = :asset
                and at > coalesce(:since::timestamptz, '-infinity') order by at limit :first)
            and at < (select max(at) from asset_cycle where tenant_id = :tenant and asset_id = :asset)
        """);

    private static final SqlUpdate PURGE = SqlUpdate.of("""
        delete from asset_life where tenant_id = :tenant and asset_id = :asset and at < :before and at < (
            select max(at) from asset_life where tenant_id = :tenant and asset_id = :asset)
        """);

    /**
     * The position of an asset in its life.
     *
     * @param since its last renewal; null if none is known
     * @param cycledTo end of its last cycle; null before the first
     * @param estimatedTo cycle of the last estimate; null before the first
     */
    record Standing(
            UUID assetId,
            String assetType,
            @Nullable Instant since,
            @Nullable Instant cycledTo,
            @Nullable Instant estimatedTo) {}

    /**
     * One cycle.
     *
     * @param at its end
     * @param values by tag, settings first
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Cycle(Instant at, double[] values) {}

    /**
     * An estimate whose inputs were sent as an example.
     *
     * @param at end of its cycle
     * @param remaining cycles from then to the end of the life
     * @param horizon cycles beyond which estimates do not look
     * @param outlook null without one
     */
    record Example(
            Instant at,
            String assetType,
            long remaining,
            double horizon,
            @Nullable FailureOutlook outlook) {}

    private record Tag(String name, int tagId) {}

    /** Assets that have a type. A new life of one begins with each renewal. */
    List<Standing> standings(Connection connection, TenantId tenant) {
        return STANDINGS.on(connection).set("tenant", tenant).list();
    }

    /** Numbers of an asset's tags in the order of the names; empty unless it has them all. */
    List<Integer> tagIds(Connection connection, TenantId tenant, UUID assetId, List<String> names) {
        Map<String, Integer> found = new HashMap<>();
        TAGS.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("names", names)
                .each(tag -> found.put(tag.name, tag.tagId));
        return found.size() < names.size()
                ? List.of()
                : names.stream().map(found::get).toList();
    }

    /** The first reading of any of these tags; null without one. */
    @Nullable
    Instant firstReading(Connection connection, List<Integer> tagIds) {
        return FIRST_READING.on(connection).set("tags", tagIds).first().orElse(null);
    }

    /** Adds a cycle that is not there yet. */
    void addCycle(Connection connection, TenantId tenant, UUID assetId, Cycle cycle) {
        ADD_CYCLE
                .on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("at", cycle.at())
                .set("readings", cycle.values())
                .run();
    }

    /**
     * Returns the cycles of an asset's present life that an estimate uses, oldest first: the first ones and the latest.
     */
    List<Cycle> cycles(Connection connection, TenantId tenant, UUID assetId, @Nullable Instant since) {
        return CYCLES.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("since", since)
                .set("first", FIRST)
                .set("latest", LATEST)
                .list();
    }

    /** The examples of the life that an asset led up to a time, oldest first. */
    List<Example> examples(Connection connection, TenantId tenant, UUID assetId, Instant end) {
        return EXAMPLES.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("end", end)
                .list();
    }

    /** False when another process stored it before. */
    boolean add(
            Connection connection,
            TenantId tenant,
            UUID assetId,
            Instant at,
            LifeEstimate estimate,
            double horizon,
            ModelReference modelVersion,
            @Nullable FailureOutlook outlook,
            boolean isExample) {
        return ADD.on(connection)
                        .set("tenant", tenant)
                        .set("asset", assetId)
                        .set("at", at)
                        .set("expected", estimate.cycles())
                        .set("lower", estimate.lower())
                        .set("upper", estimate.upper())
                        .set("horizon", horizon)
                        .set("model", modelVersion)
                        .json("outlook", outlook)
                        .set("example", isExample)
                        .run()
                == 1;
    }

    /** Removes an asset's cycles and estimates from before; not the first of its present life, nor the last of each. */
    int purge(Connection connection, TenantId tenant, Standing standing, Instant before) {
        int cycles = PURGE_CYCLES
                .on(connection)
                .set("tenant", tenant)
                .set("asset", standing.assetId())
                .set("before", before)
                .set("since", standing.since())
                .set("first", FIRST)
                .run();
        int estimates = PURGE.on(connection)
                .set("tenant", tenant)
                .set("asset", standing.assetId())
                .set("before", before)
                .run();
        return cycles + estimates;
    }
}
