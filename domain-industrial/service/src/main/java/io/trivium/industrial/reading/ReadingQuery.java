package io.trivium.industrial.reading;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Queries of readings for the screens. An answer has at most one interval for each pixel, and reads at most sixty rows
 * for each of them, whatever the range: from the coarsest roll-up that is fine enough, and from finer data for times
 * that are not rolled up yet. Thread-safe.
 */
@ApplicationScoped
public class ReadingQuery {
    private static final Duration LONGEST = Duration.ofDays(3660);
    /**
     * Marked data older than this is late data, which is rolled up within seconds: queries do not need to bypass it.
     */
    private static final Duration TAIL = Duration.ofHours(2);

    private final TenantTransactions transactions;
    private final ReadingConfig config;
    private final InstantSource clock;

    ReadingQuery(TenantTransactions transactions, ReadingConfig config, InstantSource clock) {
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    private record AskedTag(int tagId, String name, String unit, boolean fast) {}

    /** Tags of one asset over time. */
    public List<TrendView> trends(
            TenantId tenant, UUID assetId, List<String> tags, Instant from, Instant to, int pixels) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new PlatformException(
                    IndustrialErrorCode.READINGS_RANGE_INVALID,
                    "from " + from + " to " + to + " is no range of at most ten years.",
                    Map.of("from", from.toString(), "to", to.toString()));
        }
        return transactions.withConnection(tenant, connection -> {
            List<TrendView> found = new ArrayList<>();
            for (String name : tags) {
                AskedTag tag = tag(connection, tenant, assetId, name);
                found.add(trend(connection, assetId, tag, from, to, pixels));
            }
            return found;
        });
    }

    private static AskedTag tag(Connection connection, TenantId tenant, UUID assetId, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select tag_id, unit, sampling_ms <= 200 from tag where tenant_id = ? and asset_id = ? and name = ?")) {
            select.setString(1, tenant.value());
            select.setObject(2, assetId);
            select.setString(3, name);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new PlatformException(
                            IndustrialErrorCode.TAG_NOT_FOUND, "The asset has no tag " + name + ".");
                }
                return new AskedTag(row.getInt(1), name, row.getString(2), row.getBoolean(3));
            }
        }
    }

    private TrendView trend(
            Connection connection, UUID assetId, AskedTag tag, Instant fromTime, Instant toTime, int pixels)
            throws SQLException {
        long from = EpochMicros.of(fromTime);
        long to = EpochMicros.of(toTime);
        long width = Math.max(1, Math.ceilDiv(to - from, (long) pixels));
        Instant now = clock.instant();
        RollUpLevel level = RollUpLevel.of(width, tag.fast(), kept -> fromTime.isAfter(now.minus(kept.kept(config))));
        Stretches stretches = new Stretches(from, width, pixels);
        long rolledTo = level == RollUpLevel.READING ? to : rolledTo(connection, "minute", assetId, now, to);
        long begin = level.floor(from);
        if (level.isMadeWithHours()) {
            long hoursTo = Math.min(rolledTo, rolledTo(connection, "hour", assetId, now, to));
            hoursTo = Math.max(begin, RollUpLevel.HOUR.floor(hoursTo));
            rollUps(connection, level, tag.tagId(), begin, Math.min(to, hoursTo), stretches);
            rollUps(connection, RollUpLevel.MINUTE, tag.tagId(), hoursTo, Math.min(to, rolledTo), stretches);
        } else if (level != RollUpLevel.READING) {
            rollUps(connection, level, tag.tagId(), begin, Math.min(to, rolledTo), stretches);
        }
        readings(
                connection,
                tag.tagId(),
                level == RollUpLevel.READING ? from : Math.max(begin, rolledTo),
                to,
                stretches);
        return stretches.view(tag.name(), tag.unit(), fromTime, toTime, level);
    }

    /** From where on the asset has readings that are not rolled up yet; the end of the range if there are none. */
    private static long rolledTo(Connection connection, String step, UUID assetId, Instant now, long to)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select min(at) from rollup_mark where step = ? and asset_id = ? and at >= ?")) {
            select.setString(1, step);
            select.setObject(2, assetId);
            select.setObject(3, now.minus(TAIL).atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                OffsetDateTime first = row.getObject(1, OffsetDateTime.class);
                return first == null ? to : Math.min(to, EpochMicros.of(first.toInstant()));
            }
        }
    }

    private static void rollUps(
            Connection connection, RollUpLevel level, int tagId, long from, long to, Stretches stretches)
            throws SQLException {
        gather(
                connection,
                "sum(points)::bigint, min(lowest), max(highest), sum(total) from " + level.table(),
                tagId,
                from,
                to,
                stretches);
    }

    private static void readings(Connection connection, int tagId, long from, long to, Stretches stretches)
            throws SQLException {
        gather(connection, "count(*), min(value), max(value), sum(value) from reading", tagId, from, to, stretches);
    }

    /** PostgreSQL gathers what a stretch holds: there can be sixty rows to each, and of a fast tag many more. */
    private static void gather(
            Connection connection, String measures, int tagId, long from, long to, Stretches stretches)
            throws SQLException {
        if (from >= to) {
            return;
        }
        String sql = "select (extract(epoch from min(at)) * 1000000)::bigint, " + measures
                + " where tag_id = ? and at >= ? and at < ?"
                + " group by date_bin(? * interval '1 microsecond', at, ?::timestamptz) order by 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, tagId);
            select.setObject(2, EpochMicros.toInstant(from).atOffset(ZoneOffset.UTC));
            select.setObject(3, EpochMicros.toInstant(to).atOffset(ZoneOffset.UTC));
            select.setLong(4, stretches.width());
            select.setObject(5, EpochMicros.toInstant(stretches.from()).atOffset(ZoneOffset.UTC));
            add(select, stretches);
        }
    }

    private static void add(PreparedStatement select, Stretches stretches) throws SQLException {
        select.setFetchSize(10_000);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                stretches.add(row.getLong(1), row.getLong(2), row.getDouble(3), row.getDouble(4), row.getDouble(5));
            }
        }
    }

    /** The latest reading of each tag of an asset, by name. Nothing is kept for it, so nothing older can overwrite it. */
    public List<LatestView> latest(TenantId tenant, UUID assetId) {
        return transactions.withConnection(tenant, connection -> {
            requireAsset(connection, tenant, assetId);
            try (PreparedStatement select = connection.prepareStatement("""
                    select t.name, t.unit, coalesce(r.at, h.at), coalesce(r.value, h.last_value), r.quality
                    from tag t
                    left join lateral (select at, value, quality from reading
                        where tag_id = t.tag_id order by at desc limit 1) r on true
                    left join lateral (select at, last_value from reading_1h
                        where tag_id = t.tag_id and r.at is null order by at desc limit 1) h on true
                    where t.tenant_id = ? and t.asset_id = ? order by t.name limit 10000""")) {
                select.setString(1, tenant.value());
                select.setObject(2, assetId);
                List<LatestView> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(latest(row));
                    }
                }
                return found;
            }
        });
    }

    private static void requireAsset(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select from plant_node where tenant_id = ? and node_id = ? and level = 'asset'")) {
            select.setString(1, tenant.value());
            select.setObject(2, assetId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new PlatformException(
                            IndustrialErrorCode.PLANT_NODE_NOT_FOUND,
                            IndustrialErrorCode.PLANT_NODE_NOT_FOUND.meaning());
                }
            }
        }
    }

    private static LatestView latest(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject(3, OffsetDateTime.class);
        double value = row.getDouble(4);
        @Nullable Double known = row.wasNull() ? null : value;
        int code = row.getInt(5);
        @Nullable ReadingQuality quality = row.wasNull() ? null : ReadingQuality.ofCode(code);
        return new LatestView(row.getString(1), row.getString(2), at == null ? null : at.toInstant(), known, quality);
    }
}
