package io.trivium.industrial.cycle;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the readings from which cycles are detected, in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CycleReadings {
    private static final SqlQuery<Tag> TAGS = SqlQuery.of(Tag.class, """
        select name, tag_id from tag
        where tenant_id = :tenant and asset_id = :asset and name = any (:names::text[])
        """);

    private static final SqlQuery<Instant> NEXT = SqlQuery.of(Instant.class, """
        select min(r.at) from unnest(:tags::int[]) t (tag_id)
        cross join lateral (select at from reading where tag_id = t.tag_id and at >= :from order by at limit 1) r
        having min(r.at) is not null
        """);

    private static final SqlQuery<Reading> LAST_BEFORE = SqlQuery.of(Reading.class, """
        select w.tag_id, r.at, r.value from unnest(:tags::int[]) w (tag_id)
        cross join lateral (select at, value from reading
            where tag_id = w.tag_id and at < :from and quality > 0 order by at desc limit 1) r
        """);

    private static final SqlQuery<Reading> WITHIN = SqlQuery.of(Reading.class, """
        select r.tag_id, r.at, r.value from reading r join tag t on t.tenant_id = :tenant and t.tag_id = r.tag_id
        where r.tag_id = any (:tags::int[]) and r.at >= :from and r.at < :to and r.quality > 0
        """);

    private record Tag(String name, int tagId) {}

    private record Reading(int tagId, Instant at, double value) {}

    /** Names of an asset's tags by their numbers; empty unless it has them all. */
    Map<Integer, String> tags(Connection connection, TenantId tenant, UUID assetId, List<String> names) {
        Map<Integer, String> found = new LinkedHashMap<>();
        TAGS.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("names", names)
                .each(tag -> found.put(tag.tagId, tag.name));
        return found.size() < names.size() ? Map.of() : found;
    }

    /** Time of the first reading of any of these tags from a moment on; null without one. */
    @Nullable
    Instant next(Connection connection, Map<Integer, String> tags, Instant from) {
        return NEXT.on(connection)
                .set("tags", tags.keySet())
                .set("from", from)
                .first()
                .orElse(null);
    }

    /** Good readings from a moment on and before another, with the last of each tag before. */
    CycleSamples read(Connection connection, TenantId tenant, Map<Integer, String> tags, Instant from, Instant to) {
        CycleSamples samples = new CycleSamples();
        LAST_BEFORE
                .on(connection)
                .set("tags", tags.keySet())
                .set("from", from)
                .each(reading -> samples.before(tags.getOrDefault(reading.tagId, ""), reading.at, reading.value));
        WITHIN.on(connection)
                .set("tenant", tenant)
                .set("tags", tags.keySet())
                .set("from", from)
                .set("to", to)
                .fetchSize(5_000)
                .each(reading -> samples.add(tags.getOrDefault(reading.tagId, ""), reading.at, reading.value));
        return samples;
    }
}
