package io.trivium.industrial.alarm;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes what became of alarms longer ago than it is kept: occurrences that are over, events, floods. Alarms themselves
 * stay, one for each asset and condition, and so do occurrences with a work order, which tell what an alarm was about, and
 * the events of the present occurrence of an alarm that is active. Thread-safe.
 */
@ApplicationScoped
class AlarmKeeper {
    private static final Logger LOG = Logger.getLogger(AlarmKeeper.class);

    /** Rows that one transaction removes. */
    private static final int AT_ONCE = 5_000;

    private static final SqlUpdate PURGE_OCCURRENCES = SqlUpdate.of("""
        delete from alarm_occurrence where (tenant_id, alarm_id, occurrence) in (
            select tenant_id, alarm_id, occurrence from alarm_occurrence
            where tenant_id = :tenant and raised_at < :before and cleared_at is not null and work_order_id is null
            order by raised_at limit :limit for update skip locked)
        """);

    private static final SqlUpdate PURGE_EVENTS = SqlUpdate.of("""
        delete from alarm_event where (tenant_id, event_id) in (
            select e.tenant_id, e.event_id from alarm_event e
            join alarm a on a.tenant_id = e.tenant_id and a.alarm_id = e.alarm_id
            where e.tenant_id = :tenant and e.at < :before and (not a.active or e.at < a.active_since)
            order by e.event_id limit :limit)
        """);

    private static final SqlUpdate PURGE_FLOODS = SqlUpdate.of("""
        delete from alarm_flood where (tenant_id, flood_id) in (
            select tenant_id, flood_id from alarm_flood
            where tenant_id = :tenant and began_at < :before and ended_at is not null
            order by began_at limit :limit for update skip locked)
        """);

    private final AlarmConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    AlarmKeeper(AlarmConfig config, KnownTenants tenants, TenantTransactions transactions, InstantSource clock) {
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(
            identity = "alarm-purge",
            every = "6h",
            delayed = "6m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void purge() {
        Instant before = clock.instant().minus(config.keep());
        for (TenantId tenant : tenants.all()) {
            long removed = purge(tenant, before);
            if (removed > 0) {
                LOG.infof("%d occurrences, events and floods of alarms from before %s were removed", removed, before);
            }
        }
    }

    /** Removes what is older of an organisation; returns how many rows. */
    long purge(TenantId tenant, Instant before) {
        long all = 0;
        for (SqlUpdate purge : List.of(PURGE_OCCURRENCES, PURGE_EVENTS, PURGE_FLOODS)) {
            int removed;
            do {
                removed = transactions.withConnection(
                        tenant,
                        connection -> purge.on(connection)
                                .set("tenant", tenant)
                                .set("before", before)
                                .set("limit", AT_ONCE)
                                .run());
                all += removed;
            } while (removed == AT_ONCE);
        }
        return all;
    }
}
