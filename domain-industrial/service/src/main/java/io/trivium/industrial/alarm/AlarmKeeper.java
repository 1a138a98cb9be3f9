package io.trivium.industrial.alarm;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.jdbc.Binder;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
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

    /** Each with the organisation, the time before which it removes, and a limit. */
    private static final List<String> REMOVALS = List.of("""
            delete from alarm_occurrence where (tenant_id, alarm_id, occurrence) in (
                select tenant_id, alarm_id, occurrence from alarm_occurrence
                where tenant_id = ? and raised_at < ? and cleared_at is not null and work_order_id is null
                order by raised_at limit ? for update skip locked)""", """
            delete from alarm_event where (tenant_id, event_id) in (
                select e.tenant_id, e.event_id from alarm_event e
                join alarm a on a.tenant_id = e.tenant_id and a.alarm_id = e.alarm_id
                where e.tenant_id = ? and e.at < ? and (not a.active or e.at < a.active_since)
                order by e.event_id limit ?)""", """
            delete from alarm_flood where (tenant_id, flood_id) in (
                select tenant_id, flood_id from alarm_flood
                where tenant_id = ? and began_at < ? and ended_at is not null
                order by began_at limit ? for update skip locked)""");

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
        for (String removal : REMOVALS) {
            int removed;
            do {
                removed = transactions.withConnection(tenant, connection -> {
                    try (PreparedStatement delete = connection.prepareStatement(removal)) {
                        Binder.of(delete).text(tenant.value()).time(before).whole(AT_ONCE);
                        return delete.executeUpdate();
                    }
                });
                all += removed;
            } while (removed == AT_ONCE);
        }
        return all;
    }
}
