package io.trivium.industrial.reading;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.quality.SilenceWatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Puts readings into PostgreSQL. COPY does not go into tables with row-level security, and knows no duplicates; so rows go by
 * COPY into a temporary table and from there on, in the order of the key. Thread-safe.
 */
@ApplicationScoped
class ReadingStore {
    private static final String TEMPORARY = "create temporary table reading_batch (tag_id int, quality"
            + " smallint, at timestamptz, value double precision) on commit drop";
    private static final String COPY = "copy reading_batch (tag_id, quality, at, value) from stdin (format binary)";
    private static final String INSERT = """
            insert into reading (tag_id, tenant_no, quality, at, value)
            select b.tag_id, n.tenant_no, b.quality, b.at, b.value
            from reading_batch b cross join plant_tenant n order by b.tag_id, b.at""";
    private static final String INSERT_NEW = INSERT + " on conflict do nothing";

    private static final SqlUpdate MARK = SqlUpdate.of("""
        insert into rollup_mark (tenant_no, step, asset_id, at)
        select n.tenant_no, 'minute', m.asset_id, m.at
        from plant_tenant n cross join unnest(:assets::uuid[], :begins::timestamptz[]) as m (asset_id, at)
        """);

    private static final SqlUpdate NUMBER = SqlUpdate.of("""
        insert into plant_tenant (tenant_id)
        select :tenant where not exists (select from plant_tenant where tenant_id = :tenant) on conflict do nothing
        """);

    private static final String UNIQUE_VIOLATION = "23505";

    /** A sender that repeats readings continues to do so for a while. */
    private static final Duration WARY = Duration.ofMinutes(1);

    private final TenantTransactions transactions;
    private final SilenceWatch silences;
    private final ReadingFollower follower;
    private final LateReadings late;
    private final InstantSource clock;
    private final Set<TenantId> numbered = ConcurrentHashMap.newKeySet();
    private volatile Instant waryUntil = Instant.MIN;

    ReadingStore(
            TenantTransactions transactions,
            SilenceWatch silences,
            ReadingFollower follower,
            LateReadings late,
            InstantSource clock) {
        this.transactions = transactions;
        this.silences = silences;
        this.follower = follower;
        this.late = late;
        this.clock = clock;
    }

    /**
     * Stores what is not there yet, with the marks of what must be rolled up and the alarms that follow from it; returns how
     * many readings were new.
     */
    int add(TenantId tenant, Points points) {
        if (points.size() == 0) return 0;
        number(tenant);
        byte[] rows = points.finish();
        Stored stored = transactions.withConnection(tenant, connection -> {
            Runnable committed = follower.follow(connection, tenant, points.followed());
            copy(connection, rows);
            int added = insert(connection);
            if (added > 0) {
                mark(connection, points.minutes());
                late.came(connection, tenant, times(points.firstAt()));
            }
            Runnable noted = silences.heard(connection, tenant, times(points.lastAt()));
            return new Stored(added, committed, noted);
        });
        stored.committed().run();
        stored.noted().run();
        return stored.added();
    }

    private static SortedMap<UUID, Instant> times(SortedMap<UUID, Long> micros) {
        TreeMap<UUID, Instant> times = new TreeMap<>();
        micros.forEach((asset, at) -> times.put(asset, EpochMicros.toInstant(at)));
        return times;
    }

    private record Stored(int added, Runnable committed, Runnable noted) {}

    private static void copy(Connection connection, byte[] rows) throws SQLException {
        SqlUpdate.execute(connection, TEMPORARY);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            copy.writeToCopy(rows, 0, rows.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) copy.cancelCopy();
        }
    }

    /**
     * Inserts new readings. Nearly always all of them are new, and then PostgreSQL need not check each row for an
     * existing one; so it is instructed to do so only after some existed.
     */
    private int insert(Connection connection) {
        if (clock.instant().isAfter(waryUntil)) {
            SqlUpdate.execute(connection, "savepoint all_new");
            try {
                return SqlUpdate.execute(connection, INSERT);
            } catch (SqlFailure e) {
                if (!UNIQUE_VIOLATION.equals(e.sqlState())) throw e;
                SqlUpdate.execute(connection, "rollback to savepoint all_new");
            }
            waryUntil = clock.instant().plus(WARY);
        }
        return SqlUpdate.execute(connection, INSERT_NEW);
    }

    private static void mark(Connection connection, Map<UUID, Set<Long>> minutes) {
        List<UUID> assets = new ArrayList<>();
        List<String> begins = new ArrayList<>();
        minutes.forEach((asset, times) -> {
            for (long minute : times) {
                assets.add(asset);
                begins.add(EpochMicros.toInstant(minute).toString());
            }
        });
        MARK.on(connection)
                .array("assets", "uuid", assets.toArray())
                .array("begins", "timestamptz", begins.toArray())
                .run();
    }

    /** The organisation's number, made at its first reading; without using one up each time. */
    void number(TenantId tenant) {
        if (numbered.contains(tenant)) return;
        transactions.withConnection(
                tenant,
                connection -> NUMBER.on(connection).set("tenant", tenant).run());
        numbered.add(tenant);
    }
}
