package io.trivium.industrial.quality;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows when the last reading of each asset was received. Uses the time of receipt: an asset whose buffer is replayed
 * is not silent, however old its readings are. Thread-safe.
 */
@ApplicationScoped
public class SilenceWatch {
    private static final Duration OFTEN = Duration.ofSeconds(2);

    private static final SqlQuery<Integer> HEARD = SqlQuery.of(Integer.class, """
        insert into asset_activity as a (tenant_id, asset_id, received_at, last_at)
        select :tenant, h.asset_id, :now, h.last_at
        from unnest(:assets::uuid[], :times::timestamptz[]) as h (asset_id, last_at)
        order by h.asset_id
        on conflict (tenant_id, asset_id) do update set received_at = excluded.received_at,
            last_at = greatest(a.last_at, excluded.last_at), silent_since = null
        where a.silent_since is not null or a.received_at < excluded.received_at - interval '2 seconds'
        returning 1
        """);

    private static final SqlQuery<UUID> END = SqlQuery.of(UUID.class, """
        update asset_silence set ended_at = :now
        where tenant_id = :tenant and ended_at is null and asset_id = any (:assets::uuid[]) returning asset_id
        """);

    private static final SqlQuery<Begun> BEGIN = SqlQuery.of(Begun.class, """
        with silent as (
            update asset_activity a set silent_since = a.received_at
            where a.tenant_id = :tenant and a.silent_since is null and a.received_at < :now::timestamptz
              - greatest(:silentAfter::interval, (select max(t.sampling_ms) from tag t
                    where t.tenant_id = a.tenant_id and t.asset_id = a.asset_id) * :silentIntervals * interval '1 ms')
            returning asset_id, silent_since)
        insert into asset_silence (tenant_id, asset_id, since)
        select :tenant, asset_id, silent_since from silent order by asset_id on conflict do nothing
        returning asset_id, since
        """);

    private static final SqlQuery<SilenceView> SINCE = SqlQuery.of(SilenceView.class, """
        select asset_id, since, ended_at from asset_silence
        where tenant_id = :tenant and (ended_at is null or ended_at >= :since)
        order by ended_at is not null, since desc limit :limit
        """);

    private record Begun(UUID assetId, Instant since) {}

    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final QualityRepository counts;
    private final QualityConfig config;
    private final InstantSource clock;
    private final SilenceFollower follower;

    /** When this process last recorded a reading of each asset; a silence is far longer than {@link #OFTEN}. */
    private final Map<TenantId, Map<UUID, Instant>> lastPutDown = new ConcurrentHashMap<>();

    SilenceWatch(
            TenantTransactions transactions,
            KnownTenants tenants,
            QualityRepository counts,
            QualityConfig config,
            InstantSource clock,
            SilenceFollower follower) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.counts = counts;
        this.config = config;
        this.clock = clock;
        this.follower = follower;
    }

    /**
     * Records, in the caller's transaction, that readings of these assets were received now; only occasionally for an
     * asset that sends many times a second.
     *
     * @param lastAt latest time at the sensor in this batch, by asset in the order of ids, so that two writers never
     *     deadlock
     * @return what to do after the commit
     */
    public Runnable heard(Connection connection, TenantId tenant, SortedMap<UUID, Instant> lastAt) {
        Instant heardAt = clock.instant();
        Map<UUID, Instant> known = lastPutDown.computeIfAbsent(tenant, id -> new ConcurrentHashMap<>());
        TreeMap<UUID, Instant> due = new TreeMap<>();
        lastAt.forEach((asset, at) -> {
            Instant before = known.get(asset);
            if (before == null || heardAt.isAfter(before.plus(OFTEN))) due.put(asset, at);
        });
        if (!due.isEmpty()) putDown(connection, tenant, due, heardAt);
        return () -> due.keySet().forEach(asset -> known.put(asset, heardAt));
    }

    private void putDown(Connection connection, TenantId tenant, SortedMap<UUID, Instant> lastAt, Instant now) {
        boolean spoke = !HEARD.on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .array("assets", "uuid", lastAt.keySet().toArray())
                .array(
                        "times",
                        "timestamptz",
                        lastAt.values().stream().map(Instant::toString).toArray())
                .list()
                .isEmpty();
        if (spoke) {
            END.on(connection)
                    .set("tenant", tenant)
                    .set("now", now)
                    .set("assets", lastAt.keySet())
                    .list()
                    .forEach(asset -> follower.ended(connection, tenant, asset, now));
        }
    }

    @Scheduled(
            identity = "silence-watch",
            every = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void watch() {
        for (TenantId tenant : tenants.all()) {
            transactions.withConnection(tenant, connection -> watch(connection, tenant));
        }
    }

    /** Opens the silence of every asset without readings for too long; returns the number of opened silences. */
    int watch(Connection connection, TenantId tenant) {
        List<Begun> begun = BEGIN.on(connection)
                .set("tenant", tenant)
                .set("now", clock.instant())
                .set("silentAfter", config.silentAfter().toString())
                .set("silentIntervals", config.silentIntervals())
                .list();
        begun.stream()
                .sorted(Comparator.comparing(Begun::assetId))
                .forEach(silence -> follower.began(connection, tenant, silence.assetId, silence.since));
        return begun.size();
    }

    @Scheduled(identity = "quality-purge", every = "6h", delayed = "2m", skipExecutionIf = OffDuty.class)
    void purge() {
        LocalDate before = LocalDate.ofInstant(clock.instant().minus(config.retention()), ZoneOffset.UTC);
        for (TenantId tenant : tenants.all()) {
            transactions.withConnection(tenant, connection -> counts.purge(connection, tenant, before));
        }
    }

    /** Silences that touch the time since then, open ones first. */
    List<SilenceView> since(TenantId tenant, Instant since, int limit) {
        return transactions.withConnection(
                tenant,
                connection -> SINCE.on(connection)
                        .set("tenant", tenant)
                        .set("since", since)
                        .set("limit", limit)
                        .list());
    }
}
