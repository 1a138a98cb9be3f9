package io.trivium.industrial.reading;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Rolls readings up to seconds, minutes, ten minutes and hours, ten minutes together with their hour; to seconds only
 * those of tags read at least five times a second, since a second's row is as big as two readings. New readings are
 * marked by asset and minute, and the marked roll-ups are recomputed as a whole; so the order in which readings arrive
 * does not matter, late ones cost only their own asset's minutes and hours, and the result is that of a recomputation
 * from the start. Marks and readings become visible together, and a step takes its marks and reads in one snapshot, so
 * no reading is missed. One step at a time for each organisation: of two that overlap, the later could be overwritten
 * by the earlier. Thread-safe, except for the schedule's own method.
 */
@ApplicationScoped
class RollUp {
    private static final Logger LOG = Logger.getLogger(RollUp.class);
    private static final int MOST_AT_ONCE = 2_000;
    private static final int LEAST_SHARE = 50;

    /** In so many seconds what is due at a minute's beginning is done. */
    private static final int SHARES = 30;

    /** Before all assets. */
    private static final UUID FIRST = new UUID(0, 0);

    private static final SqlQuery<Taken> MINUTES = SqlQuery.of(Taken.class, """
            with due as (
                select distinct asset_id, at from rollup_mark where step = 'minute' and at < :before and asset_id > :after
                order by asset_id, at limit :limit),
            taken as (
                delete from rollup_mark m using due
                where m.step = 'minute' and m.asset_id = due.asset_id and m.at = due.at),
            hours as (
                insert into rollup_mark (tenant_no, step, asset_id, at)
                select n.tenant_no, 'hour', h.asset_id, h.at from plant_tenant n cross join
                    (select distinct asset_id, date_trunc('hour', at, 'UTC') as at from due) h),
            seconds as (
                insert into reading_1s (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
                select t.tag_id, n.tenant_no, r.* from due join tag t on t.asset_id = due.asset_id and t.sampling_ms <= 200
                    cross join plant_tenant n cross join lateral (
                        select date_trunc('second', r.at), count(*)::int, min(r.value), max(r.value), sum(r.value order by r.at),
                            (array_agg(r.value order by r.at))[1], (array_agg(r.value order by r.at))[count(*)::int]
                        from reading r where r.tag_id = t.tag_id and r.at >= due.at and r.at < due.at + interval '1 minute'
                        group by 1) r
                on conflict (tag_id, at) do update set points = excluded.points, lowest = excluded.lowest,
                    highest = excluded.highest, total = excluded.total, first_value = excluded.first_value,
                    last_value = excluded.last_value),
            minutes as (
                insert into reading_1m (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
                select t.tag_id, n.tenant_no, due.at, r.* from due join tag t on t.asset_id = due.asset_id
                    cross join plant_tenant n cross join lateral (
                        select count(*)::int, min(r.value), max(r.value), sum(r.value order by r.at),
                            (array_agg(r.value order by r.at))[1], (array_agg(r.value order by r.at))[count(*)::int]
                        from reading r where r.tag_id = t.tag_id and r.at >= due.at and r.at < due.at + interval '1 minute'
                        having count(*) > 0) r
                on conflict (tag_id, at) do update set points = excluded.points, lowest = excluded.lowest,
                    highest = excluded.highest, total = excluded.total, first_value = excluded.first_value,
                    last_value = excluded.last_value)
            select count(*) as buckets, max(asset_id::text) as last from due""");

    private static final SqlQuery<Taken> HOURS = SqlQuery.of(Taken.class, """
            with due as (
                select distinct asset_id, at from rollup_mark where step = 'hour' and at < :before and asset_id > :after
                order by asset_id, at limit :limit),
            taken as (
                delete from rollup_mark m using due
                where m.step = 'hour' and m.asset_id = due.asset_id and m.at = due.at),
            tens as (
                insert into reading_10m (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
                select t.tag_id, n.tenant_no, r.* from due join tag t on t.asset_id = due.asset_id
                    cross join plant_tenant n cross join lateral (
                        select date_bin('10 minutes', r.at, timestamptz 'epoch'), sum(r.points)::int, min(r.lowest),
                            max(r.highest), sum(r.total order by r.at), (array_agg(r.first_value order by r.at))[1],
                            (array_agg(r.last_value order by r.at))[count(*)::int]
                        from reading_1m r where r.tag_id = t.tag_id and r.at >= due.at and r.at < due.at + interval '1 hour'
                        group by 1) r
                on conflict (tag_id, at) do update set points = excluded.points, lowest = excluded.lowest,
                    highest = excluded.highest, total = excluded.total, first_value = excluded.first_value,
                    last_value = excluded.last_value),
            hours as (
                insert into reading_1h (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
                select t.tag_id, n.tenant_no, due.at, r.* from due join tag t on t.asset_id = due.asset_id
                    cross join plant_tenant n cross join lateral (
                        select sum(r.points)::int, min(r.lowest), max(r.highest), sum(r.total order by r.at),
                            (array_agg(r.first_value order by r.at))[1], (array_agg(r.last_value order by r.at))[count(*)::int]
                        from reading_1m r where r.tag_id = t.tag_id and r.at >= due.at and r.at < due.at + interval '1 hour'
                        having count(*) > 0) r
                on conflict (tag_id, at) do update set points = excluded.points, lowest = excluded.lowest,
                    highest = excluded.highest, total = excluded.total, first_value = excluded.first_value,
                    last_value = excluded.last_value)
            select count(*) as buckets, max(asset_id::text) as last from due""");

    private static final SqlQuery<Integer> DUE = SqlQuery.of(Integer.class, """
        select count(*) from (
            select distinct asset_id, at from rollup_mark where step = 'minute' and at < :before) as due
        """);

    private static final SqlQuery<Boolean> LOCK =
            SqlQuery.of(Boolean.class, "select pg_try_advisory_xact_lock(hashtext('rollup'), hashtext(:tenant))");

    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final ReadingConfig config;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Map<TenantId, Turn> turns = new HashMap<>();

    RollUp(
            TenantTransactions transactions,
            KnownTenants tenants,
            ReadingConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(
            identity = "reading-rollup",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void everySecond() {
        if (!config.rollUp()) return;
        for (TenantId tenant : tenants.all()) {
            try {
                someOf(tenant, clock.instant());
            } catch (RuntimeException e) {
                LOG.warnf(e, "readings of %s are not rolled up for the moment; it is tried again", tenant);
            }
        }
    }

    /** A second's share: every asset's minute ends at once, and all of them at once would hold up what comes in. */
    private void someOf(TenantId tenant, Instant now) {
        Instant settled = now.minus(config.settle());
        Turn turn = turns.computeIfAbsent(tenant, id -> new Turn());
        // Recomputed when a minute has become due, not when it ends: until then it contains nothing to count.
        Instant minute = settled.truncatedTo(ChronoUnit.MINUTES);
        if (!minute.equals(turn.minute)) {
            turn.minute = minute;
            turn.share = Math.max(LEAST_SHARE, Math.ceilDiv(due(tenant, settled.minusSeconds(60)), SHARES));
        }
        turn.minutes = step(tenant, "minute", MINUTES, settled.minusSeconds(60), turn.minutes, turn.share)
                .next();
        turn.hours = step(tenant, "hour", HOURS, settled.minusSeconds(3600), turn.hours, turn.share)
                .next();
    }

    /** The buckets of a step, and the last of their assets. */
    private record Taken(int buckets, @Nullable String last) {}

    /** Whose turn it is in an organisation. */
    private static final class Turn {
        private Instant minute = Instant.MIN;
        private int share = LEAST_SHARE;
        private UUID minutes = FIRST;
        private UUID hours = FIRST;
    }

    /**
     * The result of a step.
     *
     * @param next the asset behind which the next step begins
     */
    private record Done(int buckets, UUID next) {}

    /** Rolls up all minutes and hours that have ended and are marked. */
    void rollUp(TenantId tenant, Instant now) {
        Instant settled = now.minus(config.settle());
        all(tenant, "minute", MINUTES, settled.minusSeconds(60));
        all(tenant, "hour", HOURS, settled.minusSeconds(3600));
    }

    private void all(TenantId tenant, String step, SqlQuery<Taken> query, Instant limit) {
        while (step(tenant, step, query, limit, FIRST, MOST_AT_ONCE).buckets() == MOST_AT_ONCE) {
            LOG.debugf("%d buckets of a %s of %s are rolled up", MOST_AT_ONCE, step, tenant);
        }
    }

    private int due(TenantId tenant, Instant limit) {
        return transactions.withConnection(
                tenant, connection -> DUE.on(connection).set("before", limit).one());
    }

    /** Buckets that begin before the limit, of assets behind that one. */
    private Done step(TenantId tenant, String step, SqlQuery<Taken> query, Instant limit, UUID after, int most) {
        Done done =
                transactions.withConnection(tenant, connection -> once(connection, tenant, query, limit, after, most));
        meters.counter(IndustrialMetrics.ROLLED_UP, "step", step).increment(done.buckets());
        return done;
    }

    private static Done once(
            Connection connection, TenantId tenant, SqlQuery<Taken> query, Instant limit, UUID after, int most) {
        if (!LOCK.on(connection).set("tenant", tenant).one()) return new Done(0, after);
        Taken taken = query.on(connection)
                .set("before", limit)
                .set("after", after)
                .set("limit", most)
                .one();
        String last = taken.last;
        return new Done(taken.buckets, taken.buckets < most || last == null ? FIRST : UUID.fromString(last));
    }
}
