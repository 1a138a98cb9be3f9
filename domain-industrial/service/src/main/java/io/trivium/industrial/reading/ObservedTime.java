package io.trivium.industrial.reading;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time since which a plant is observed, so that averages do not include time without observation. */
public final class ObservedTime {
    /** Number of tags that are checked: the first ones of a plant are its oldest. */
    private static final int FIRST_TAGS = 20;

    private static final SqlQuery<Instant> SINCE = SqlQuery.of(Instant.class, """
        select min(f.at) from (select tag_id from tag where tenant_id = :tenant order by tag_id limit :limit) t
        cross join lateral (
            (select at from reading_1h where tag_id = t.tag_id order by at limit 1)
            union all (select at from reading where tag_id = t.tag_id order by at limit 1)) f
        having min(f.at) is not null
        """);

    private ObservedTime() {}

    /** The first reading of the oldest tags, by the time at the sensor; null before any. */
    public static @Nullable Instant since(Connection connection, TenantId tenant) {
        return SINCE.on(connection)
                .set("tenant", tenant)
                .set("limit", FIRST_TAGS)
                .first()
                .orElse(null);
    }

    /** The later of both; the beginning of a time where nothing is observed yet. */
    public static Instant later(Instant from, Instant to, @Nullable Instant observed) {
        return observed != null && observed.isAfter(from) && observed.isBefore(to) ? observed : from;
    }
}
