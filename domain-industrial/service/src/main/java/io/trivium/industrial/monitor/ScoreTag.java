package io.trivium.industrial.monitor;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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

    private ScoreTag() {}

    record Score(Instant at, double value) {}

    static void add(Connection connection, TenantId tenant, UUID assetId, Duration step, Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into tag (tenant_id, asset_id, name,"
                + " description, unit, low, high, sampling_ms, version, changed_at, changed_by) values (?, ?, ?,"
                + " 'Distance from normal operation; 1 is the limit', ?, null, null, ?, 1, ?, 'system:monitor')"
                + " on conflict do nothing")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(assetId)
                    .text(NAME)
                    .text(UNIT)
                    .whole(step.toMillis())
                    .time(now);
            insert.executeUpdate();
        }
    }

    /** Stores scores with the marks of what must be rolled up. */
    static void store(Connection connection, TenantId tenant, UUID assetId, List<Score> scores) throws SQLException {
        if (scores.isEmpty()) {
            return;
        }
        Object[] times = scores.stream().map(score -> score.at().toString()).toArray();
        Object[] values = scores.stream().map(Score::value).toArray();
        try (PreparedStatement insert = connection.prepareStatement("""
                with added as (
                    insert into reading (tag_id, tenant_no, quality, at, value)
                    select t.tag_id, n.tenant_no, 192, s.at, s.value
                    from tag t cross join plant_tenant n cross join unnest(?::timestamptz[], ?::float8[]) s (at, value)
                    where t.tenant_id = ? and t.asset_id = ? and t.name = ?
                    on conflict do nothing returning tenant_no, at)
                insert into rollup_mark (tenant_no, step, asset_id, at)
                select distinct tenant_no, 'minute', ?::uuid, date_trunc('minute', at, 'UTC') from added""")) {
            Binder.of(insert)
                    .array("timestamptz", times)
                    .array("float8", values)
                    .text(tenant.value())
                    .id(assetId)
                    .text(NAME)
                    .id(assetId);
            insert.executeUpdate();
        }
    }

    /** Whether the organisation has a number already, without which no reading is stored. */
    static boolean isNumbered(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select exists (select from plant_tenant)");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }
}
