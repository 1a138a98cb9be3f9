package io.trivium.industrial.quality;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class QualityRepository {
    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into quality_count as q (tenant_id, source, reason, day, occurrences, first_at, last_at,
            last_detail, last_example)
        values (:tenant, :source, :reason, :day, :occurrences, :first, :last, :detail, :example)
        on conflict (tenant_id, source, reason, day) do update set
            occurrences = q.occurrences + excluded.occurrences, last_at = excluded.last_at,
            last_detail = excluded.last_detail, last_example = coalesce(excluded.last_example, q.last_example)
        """);

    private static final SqlQuery<QualityIssue> SINCE = SqlQuery.of(QualityIssue.class, """
        select source, reason, occurrences, first_at, last_at, last_detail, last_example from (
            select distinct on (source, reason) source, reason, sum(occurrences) over each as occurrences,
                min(first_at) over each as first_at, last_at, last_detail, last_example
            from quality_count
            where tenant_id = :tenant and day >= :day and (:source::text is null or source = :source)
            window each as (partition by source, reason)
            order by source, reason, last_at desc) issue
        order by last_at desc, source, reason limit :limit
        """);

    private static final SqlUpdate PURGE =
            SqlUpdate.of("delete from quality_count where tenant_id = :tenant and day < :before");

    /** Adds to the counts of the days; returns the number of rows. In the order of the key, so that two never lock each other. */
    int add(Connection connection, TenantId tenant, Map<QualityLog.Key, QualityLog.Count> counts) {
        List<Map.Entry<QualityLog.Key, QualityLog.Count>> ordered = counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<QualityLog.Key, QualityLog.Count> entry) ->
                                entry.getKey().source())
                        .thenComparing(entry -> entry.getKey().reason()))
                .toList();
        ADD.batch(
                connection,
                ordered,
                (values, entry) -> values.set("tenant", tenant)
                        .set("source", entry.getKey().source())
                        .set("reason", entry.getKey().reason())
                        .set("day", LocalDate.ofInstant(entry.getValue().last(), ZoneOffset.UTC))
                        .set("occurrences", entry.getValue().occurrences())
                        .set("first", entry.getValue().first())
                        .set("last", entry.getValue().last())
                        .set("detail", entry.getValue().detail())
                        .set("example", entry.getValue().example()));
        return ordered.size();
    }

    /** Counts from that day on, the latest first. */
    List<QualityIssue> since(
            Connection connection, TenantId tenant, LocalDate day, @Nullable String source, int limit) {
        return SINCE.on(connection)
                .set("tenant", tenant)
                .set("day", day)
                .set("source", source)
                .set("limit", limit)
                .list();
    }

    /** Deletes the counts of days before that one. */
    int purge(Connection connection, TenantId tenant, LocalDate before) {
        return PURGE.on(connection).set("tenant", tenant).set("before", before).run();
    }
}
