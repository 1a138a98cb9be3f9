package io.trivium.industrial.reading;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
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

    private static final SqlQuery<AskedTag> TAG = SqlQuery.of(AskedTag.class, """
        select tag_id, name, unit, sampling_ms <= 200 as fast from tag
        where tenant_id = :tenant and asset_id = :asset and name = :name
        """);

    private static final SqlQuery<Instant> FIRST_MARK = SqlQuery.of(Instant.class, """
        select min(at) from rollup_mark where step = :step and asset_id = :asset and at >= :from
        having min(at) is not null
        """);

    private static final Map<RollUpLevel, SqlQuery<Gathered>> GATHER = Arrays.stream(RollUpLevel.values())
            .collect(Collectors.toUnmodifiableMap(level -> level, ReadingQuery::gathering));

    private static final SqlQuery<Boolean> IS_ASSET = SqlQuery.of(Boolean.class, """
        select exists (select from plant_node where tenant_id = :tenant and node_id = :asset and level = 'asset')
        """);

    private static final SqlQuery<Latest> LATEST = SqlQuery.of(Latest.class, """
        select t.name, t.unit, coalesce(r.at, h.at) as at, coalesce(r.value, h.last_value) as value, r.quality
        from tag t
        left join lateral (select at, value, quality from reading
            where tag_id = t.tag_id order by at desc limit 1) r on true
        left join lateral (select at, last_value from reading_1h
            where tag_id = t.tag_id and r.at is null order by at desc limit 1) h on true
        where t.tenant_id = :tenant and t.asset_id = :asset order by t.name limit 10000
        """);

    private final TenantTransactions transactions;
    private final ReadingConfig config;
    private final InstantSource clock;

    ReadingQuery(TenantTransactions transactions, ReadingConfig config, InstantSource clock) {
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    private record AskedTag(int tagId, String name, String unit, boolean fast) {}

    private record Gathered(long first, long points, double lowest, double highest, double total) {}

    private record Latest(
            String name,
            String unit,
            @Nullable Instant at,
            @Nullable Double value,
            @Nullable Integer quality) {
        LatestView view() {
            return new LatestView(name, unit, at, value, quality == null ? null : ReadingQuality.ofCode(quality));
        }
    }

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

    private static AskedTag tag(Connection connection, TenantId tenant, UUID assetId, String name) {
        return TAG.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("name", name)
                .first()
                .orElseThrow(() ->
                        new PlatformException(IndustrialErrorCode.TAG_NOT_FOUND, "The asset has no tag " + name + "."));
    }

    private TrendView trend(
            Connection connection, UUID assetId, AskedTag tag, Instant fromTime, Instant toTime, int pixels) {
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
            gather(connection, level, tag.tagId(), begin, Math.min(to, hoursTo), stretches);
            gather(connection, RollUpLevel.MINUTE, tag.tagId(), hoursTo, Math.min(to, rolledTo), stretches);
        } else if (level != RollUpLevel.READING) {
            gather(connection, level, tag.tagId(), begin, Math.min(to, rolledTo), stretches);
        }
        gather(
                connection,
                RollUpLevel.READING,
                tag.tagId(),
                level == RollUpLevel.READING ? from : Math.max(begin, rolledTo),
                to,
                stretches);
        return stretches.view(tag.name(), tag.unit(), fromTime, toTime, level);
    }

    /** From where on the asset has readings that are not rolled up yet; the end of the range if there are none. */
    private static long rolledTo(Connection connection, String step, UUID assetId, Instant now, long to) {
        return FIRST_MARK
                .on(connection)
                .set("step", step)
                .set("asset", assetId)
                .set("from", now.minus(TAIL))
                .first()
                .map(first -> Math.min(to, EpochMicros.of(first)))
                .orElse(to);
    }

    /** PostgreSQL gathers what a stretch holds: there can be sixty rows to each, and of a fast tag many more. */
    private static void gather(
            Connection connection, RollUpLevel level, int tagId, long from, long to, Stretches stretches) {
        if (from >= to) return;
        Objects.requireNonNull(GATHER.get(level))
                .on(connection)
                .set("tag", tagId)
                .set("from", EpochMicros.toInstant(from))
                .set("to", EpochMicros.toInstant(to))
                .set("width", stretches.width())
                .set("origin", EpochMicros.toInstant(stretches.from()))
                .fetchSize(10_000)
                .each(each -> stretches.add(each.first, each.points, each.lowest, each.highest, each.total));
    }

    private static SqlQuery<Gathered> gathering(RollUpLevel level) {
        String measures = level == RollUpLevel.READING
                ? "count(*) as points, min(value) as lowest, max(value) as highest, sum(value) as total"
                : "sum(points)::bigint as points, min(lowest) as lowest, max(highest) as highest, sum(total) as total";
        return SqlQuery.of(
                Gathered.class,
                "select (extract(epoch from min(at)) * 1000000)::bigint as first, " + measures + " from "
                        + level.table() + """
                         where tag_id = :tag and at >= :from and at < :to
                        group by date_bin(:width * interval '1 microsecond', at, :origin::timestamptz) order by 1""");
    }

    /** The latest reading of each tag of an asset, by name. Nothing is kept for it, so nothing older can overwrite it. */
    public List<LatestView> latest(TenantId tenant, UUID assetId) {
        return transactions.withConnection(tenant, connection -> {
            if (!IS_ASSET.on(connection)
                    .set("tenant", tenant)
                    .set("asset", assetId)
                    .one()) {
                throw new PlatformException(
                        IndustrialErrorCode.PLANT_NODE_NOT_FOUND, IndustrialErrorCode.PLANT_NODE_NOT_FOUND.meaning());
            }
            return LATEST.on(connection).set("tenant", tenant).set("asset", assetId).list().stream()
                    .map(Latest::view)
                    .toList();
        });
    }
}
