package io.trivium.industrial.monitor;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The tag that an asset's scores are readings of: so they are rolled up, kept and plotted as all others are. A score is stored
 * once, by the time of its row.
 */
final class ScoreTag {
    /** Reserved: what a source sends under it is mixed with the scores. */
    static final String NAME = "anomaly-score";

    static final String UNIT = "1";

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into tag (tenant_id, asset_id, name, description, unit, low, high, sampling_ms, version, changed_at,
            changed_by)
        values (:tenant, :asset, :name, 'Distance from normal operation; 1 is the limit', :unit, null, null, :stepMs, 1,
            :now, 'system:monitor')
        on conflict do nothing
        """);

    private static final SqlUpdate STORE = SqlUpdate.of("""
        with added as (
            insert into reading (tag_id, tenant_no, quality, at, value)
            select t.tag_id, n.tenant_no, 192, s.at, s.value
            from tag t cross join plant_tenant n cross join unnest(:times::timestamptz[], :values::float8[]) s (at, value)
            where t.tenant_id = :tenant and t.asset_id = :asset and t.name = :name
            on conflict do nothing returning tenant_no, at)
        insert into rollup_mark (tenant_no, step, asset_id, at)
        select distinct tenant_no, 'minute', :asset::uuid, date_trunc('minute', at, 'UTC') from added
        """);

    private static final SqlQuery<Boolean> IS_NUMBERED =
            SqlQuery.of(Boolean.class, "select exists (select from plant_tenant)");

    private ScoreTag() {}

    record Score(Instant at, double value) {}

    static void add(Connection connection, TenantId tenant, UUID assetId, int stepMs, Instant now) {
        ADD.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("name", NAME)
                .set("unit", UNIT)
                .set("stepMs", stepMs)
                .set("now", now)
                .run();
    }

    /** Stores scores with the marks of what must be rolled up. */
    static void store(Connection connection, TenantId tenant, UUID assetId, List<Score> scores) {
        if (scores.isEmpty()) return;
        STORE.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("name", NAME)
                .set("times", scores.stream().map(Score::at).toList())
                .set("values", scores.stream().map(Score::value).toList())
                .run();
    }

    /** Whether the organisation has a number already, without which no reading is stored. */
    static boolean isNumbered(Connection connection) {
        return IS_NUMBERED.on(connection).one();
    }
}
