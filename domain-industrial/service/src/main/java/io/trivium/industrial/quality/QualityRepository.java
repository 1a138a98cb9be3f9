package io.trivium.industrial.quality;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class QualityRepository {

    /** Adds to the counts of the days; returns the number of rows. In the order of the key, so that two never lock each other. */
    int add(Connection connection, TenantId tenant, Map<QualityLog.Key, QualityLog.Count> counts) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into quality_count as q (tenant_id, source, reason, day, occurrences, first_at, last_at,
                    last_detail, last_example)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant_id, source, reason, day) do update set
                    occurrences = q.occurrences + excluded.occurrences, last_at = excluded.last_at,
                    last_detail = excluded.last_detail, last_example = coalesce(excluded.last_example, q.last_example)
                """)) {
            List<Map.Entry<QualityLog.Key, QualityLog.Count>> ordered = counts.entrySet().stream()
                    .sorted(Comparator.comparing((Map.Entry<QualityLog.Key, QualityLog.Count> entry) ->
                                    entry.getKey().source())
                            .thenComparing(entry -> entry.getKey().reason()))
                    .toList();
            for (Map.Entry<QualityLog.Key, QualityLog.Count> entry : ordered) {
                QualityLog.Count count = entry.getValue();
                upsert.setString(1, tenant.value());
                upsert.setString(2, entry.getKey().source());
                upsert.setString(3, entry.getKey().reason().wireName());
                upsert.setObject(4, LocalDate.ofInstant(count.last(), ZoneOffset.UTC));
                upsert.setLong(5, count.occurrences());
                upsert.setObject(6, count.first().atOffset(ZoneOffset.UTC));
                upsert.setObject(7, count.last().atOffset(ZoneOffset.UTC));
                upsert.setString(8, count.detail());
                upsert.setString(9, count.example());
                upsert.addBatch();
            }
            return upsert.executeBatch().length;
        }
    }

    /** Counts from that day on, the latest first. */
    List<QualityIssue> since(Connection connection, TenantId tenant, LocalDate day, @Nullable String source, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select distinct on (source, reason) source, reason,
                    sum(occurrences) over each, min(first_at) over each, last_at, last_detail, last_example
                from quality_count where tenant_id = ? and day >= ? and (?::text is null or source = ?)
                window each as (partition by source, reason)
                order by source, reason, last_at desc""")) {
            select.setString(1, tenant.value());
            select.setObject(2, day);
            select.setString(3, source);
            select.setString(4, source);
            List<QualityIssue> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new QualityIssue(
                            row.getString(1),
                            QualityReason.of(row.getString(2)),
                            row.getLong(3),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            row.getObject(5, OffsetDateTime.class).toInstant(),
                            row.getString(6),
                            row.getString(7)));
                }
            }
            found.sort(Comparator.comparing(QualityIssue::lastAt).reversed());
            return found.size() > limit ? found.subList(0, limit) : found;
        }
    }

    /** Deletes the counts of days before that one. */
    int purge(Connection connection, TenantId tenant, LocalDate before) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from quality_count where tenant_id = ? and day < ?")) {
            delete.setString(1, tenant.value());
            delete.setObject(2, before);
            return delete.executeUpdate();
        }
    }
}
