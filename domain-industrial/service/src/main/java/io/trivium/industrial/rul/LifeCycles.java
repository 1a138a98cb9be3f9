package io.trivium.industrial.rul;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.reading.AlignedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Makes cycles of readings: the mean of each tag over each whole cycle, counted from 1970 on. Each is made once, two seconds
 * after its end, and kept, since readings are not kept for as long as assets live. Thread-safe.
 */
@ApplicationScoped
class LifeCycles {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    /** Cycles at once; a backlog is worked off in parts. */
    private static final int MOST = 500;

    private final LifeStore store;
    private final InstantSource clock;

    LifeCycles(LifeStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Adds the new cycles of an asset; returns the cycles that an estimate uses. */
    List<LifeStore.Cycle> follow(Connection connection, TenantId tenant, LifeStore.Standing standing, LifeType type) {
        List<Integer> tagIds = store.tagIds(connection, tenant, standing.assetId(), type.names());
        if (tagIds.isEmpty()) return List.of();
        Instant from = standing.cycledTo() == null ? store.firstReading(connection, tagIds) : standing.cycledTo();
        if (from == null) return List.of();
        Instant begin = floor(from, type.cycle());
        Instant end = floor(clock.instant().minus(SETTLE), type.cycle());
        if (begin.isBefore(end)) {
            for (AlignedRows.Row row : AlignedRows.read(connection, tenant, tagIds, type.cycle(), begin, end, MOST)) {
                store.addCycle(
                        connection,
                        tenant,
                        standing.assetId(),
                        new LifeStore.Cycle(row.at().plus(type.cycle()), row.values()));
            }
        }
        return store.cycles(connection, tenant, standing.assetId(), standing.since());
    }

    private static Instant floor(Instant time, Duration cycle) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis - Math.floorMod(millis, cycle.toMillis()));
    }
}
