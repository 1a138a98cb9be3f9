package io.trivium.industrial.cycle;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.reading.LateReadings;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers the earliest late reading of assets that work in cycles, so that their cycles are detected again from
 * there. Readings within the time to settle are not late and cost nothing. Thread-safe.
 */
@ApplicationScoped
class CycleLateness implements LateReadings {
    /** A reading takes so long to be seen by others after its time was compared. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private final CyclePositions positions;
    private final CycleConfig config;
    private final InstantSource clock;
    private final Map<TenantId, Set<UUID>> assets = new ConcurrentHashMap<>();

    CycleLateness(CyclePositions positions, CycleConfig config, InstantSource clock) {
        this.positions = positions;
        this.config = config;
        this.clock = clock;
    }

    /** The assets that currently work in cycles. */
    void follow(TenantId tenant, Set<UUID> working) {
        assets.put(tenant, Set.copyOf(working));
    }

    @Override
    public void came(Connection connection, TenantId tenant, SortedMap<UUID, Instant> firstAt) {
        Set<UUID> working = assets.getOrDefault(tenant, Set.of());
        if (working.isEmpty()) return;
        Instant settled = clock.instant().minus(config.settle()).plus(ON_ITS_WAY);
        SortedMap<UUID, Instant> late = new TreeMap<>();
        firstAt.forEach((asset, at) -> {
            if (at.isBefore(settled) && working.contains(asset)) late.put(asset, at);
        });
        if (!late.isEmpty()) positions.late(connection, tenant, late);
    }
}
