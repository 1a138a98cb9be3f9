package io.trivium.fin.casework;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.stream.FinMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Open cases, the age of the oldest and those past their deadline, over all tenants. */
@ApplicationScoped
class CaseworkMeters {

    private static final Logger LOG = Logger.getLogger(CaseworkMeters.class);

    private static final SqlQuery<Load> LOADS = SqlQuery.of(Load.class, """
        select state, count(*) as open, min(opened_at) as oldest, count(*) filter (where due_at < :now) as overdue
        from fraud_case where tenant_id = :tenant and state <> 'closed' group by state
        """);

    private final CaseworkConfig config;
    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final Map<CaseState, AtomicLong> open = new EnumMap<>(CaseState.class);
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong overdue = new AtomicLong();

    CaseworkMeters(
            CaseworkConfig config,
            TenantTransactions transactions,
            KnownTenants tenants,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.transactions = transactions;
        this.tenants = tenants;
        this.clock = clock;
        for (CaseState state : CaseState.values()) {
            if (state != CaseState.CLOSED) {
                AtomicLong count = new AtomicLong();
                open.put(state, count);
                meters.gauge(FinMetrics.OPEN_CASES, Tags.of("state", state.wireName()), count);
            }
        }
        meters.gauge(FinMetrics.OLDEST_CASE, oldestSeconds);
        meters.gauge(FinMetrics.OVERDUE_CASES, overdue);
    }

    /** Counts again; a failure leaves the figures as they are. */
    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void refresh() {
        if (!config.enabled()) return;
        Instant now = clock.instant();
        Counts counts = new Counts();
        try {
            for (TenantId tenant : tenants.all()) {
                transactions.withConnection(tenant, connection -> counts.add(connection, tenant, now));
            }
        } catch (RuntimeException e) {
            LOG.debug("open cases cannot be counted for the moment", e);
            return;
        }
        open.forEach((state, count) -> count.set(counts.open.getOrDefault(state, 0L)));
        oldestSeconds.set(Duration.between(counts.oldest, now).toSeconds());
        overdue.set(counts.overdue);
    }

    private record Load(CaseState state, long open, Instant oldest, long overdue) {}

    private static final class Counts {
        private final Map<CaseState, Long> open = new EnumMap<>(CaseState.class);
        private Instant oldest = Instant.MAX;
        private long overdue;

        private int add(Connection connection, TenantId tenant, Instant now) {
            if (oldest.equals(Instant.MAX)) oldest = now;
            for (Load load :
                    LOADS.on(connection).set("tenant", tenant).set("now", now).list()) {
                open.merge(load.state, load.open, Long::sum);
                if (load.oldest.isBefore(oldest)) oldest = load.oldest;
                overdue += load.overdue;
            }
            return 0;
        }
    }
}
