package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time since which a plant is observed, so that averages do not include time without observation. */
public final class ObservedTime {
    /** Number of tags that are checked: the first ones of a plant are its oldest. */
    private static final int FIRST_TAGS = 20;

    private ObservedTime() {}

    /** The first reading of the oldest tags, by the time at the sensor; null before any. */
    public static @Nullable Instant since(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select min(f.at) from (select tag_id from tag where tenant_id = ? order by tag_id limit ?) t
                cross join lateral (
                    (select at from reading_1h where tag_id = t.tag_id order by at limit 1)
                    union all (select at from reading where tag_id = t.tag_id order by at limit 1)) f""")) {
            Binder.of(select).text(tenant.value()).whole(FIRST_TAGS);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Columns.of(row).timeOrNull();
            }
        }
    }

    /** The later of both; the beginning of a time where nothing is observed yet. */
    public static Instant later(Instant from, Instant to, @Nullable Instant observed) {
        return observed != null && observed.isAfter(from) && observed.isBefore(to) ? observed : from;
    }
}
