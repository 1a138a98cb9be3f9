package io.trivium.industrial.monitor;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.MonitorPlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a monitor for each asset whose type requires one, and runs it every second. A failure of one asset does not
 * keep others from being watched. Thread-safe.
 */
@ApplicationScoped
public class Monitors {
    /** The model that judges assets: {@link io.trivium.industrial.model.AssetMonitor}. */
    public static final ModelReference MODEL_VERSION = new ModelReference("asset-monitor:2");

    /** Why the alarm of a monitor that starts over ends. */
    static final String LEARNS_AGAIN = "The monitor learns again.";

    private static final Logger LOG = Logger.getLogger(Monitors.class);
    private static final int MOST_TAGS = 200;

    private final MonitorStore store;
    private final AssetWatch watch;
    private final MonitorConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    Monitors(
            MonitorStore store,
            AssetWatch watch,
            MonitorConfig config,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.store = store;
        this.watch = watch;
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The monitor of an asset, in the caller's transaction. */
    public Optional<MonitorView> find(Connection connection, TenantId tenant, UUID assetId) {
        return store.find(connection, tenant, assetId).map(StoredMonitor::view);
    }

    @Scheduled(
            identity = "asset-monitors",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void watch() {
        if (config.watch()) {
            for (TenantId tenant : tenants.all()) watch(tenant, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** Runs all monitors of an organisation up to that moment, less the time to settle. */
    void watch(TenantId tenant, Instant now) {
        List<UUID> due = transactions.withConnection(tenant, connection -> due(connection, tenant, now));
        for (UUID assetId : due) {
            try {
                boolean more = true;
                while (more) {
                    more = transactions.withConnection(tenant, connection -> follow(connection, tenant, assetId, now));
                }
            } catch (RuntimeException e) {
                LOG.warnf(e, "asset %s cannot be watched for the moment; it is tried again", assetId);
            }
        }
    }

    private boolean follow(Connection connection, TenantId tenant, UUID assetId, Instant now) {
        Optional<StoredMonitor> taken = store.take(connection, tenant, assetId);
        if (taken.isEmpty()) return false;
        StoredMonitor monitor = taken.orElseThrow();
        return watch.follow(connection, tenant, monitor, settled(monitor.judgedTo(), monitor.step(), now), now);
    }

    /** The end of the last whole step that is settled; steps are counted from where the monitor is. */
    private Instant settled(Instant from, Duration step, Instant now) {
        long steps = Duration.between(from, now.minus(config.settle())).toMillis() / step.toMillis();
        return from.plus(step.multipliedBy(Math.max(0, steps)));
    }

    /**
     * Creates monitors according to the current plans, and returns those that have a whole step before them or have to
     * learn from earlier rows.
     */
    private List<UUID> due(Connection connection, TenantId tenant, Instant now) {
        Map<UUID, MonitorPlan> plans = store.plans(connection, tenant);
        Map<UUID, StoredMonitor> known = store.all(connection, tenant);
        List<UUID> due = new ArrayList<>();
        for (Map.Entry<UUID, MonitorPlan> plan : plans.entrySet()) {
            StoredMonitor monitor = known.get(plan.getKey());
            if (monitor == null || !follows(monitor, plan.getValue())) {
                begin(connection, tenant, plan.getKey(), plan.getValue(), monitor, now);
            } else if (monitor.hasLearnedBefore()
                    || settled(monitor.judgedTo(), monitor.step(), now).isAfter(monitor.judgedTo())) {
                due.add(plan.getKey());
            }
        }
        for (StoredMonitor monitor : known.values()) {
            if (!plans.containsKey(monitor.assetId()) && monitor.state() != MonitorState.STOPPED) {
                store.put(connection, tenant, stopped(monitor), now);
                watch.end(connection, tenant, monitor, now, "The asset is not watched any more.");
            }
        }
        return due;
    }

    private static boolean follows(StoredMonitor monitor, MonitorPlan plan) {
        return monitor.state() != MonitorState.STOPPED
                && monitor.needed() == plan.rows()
                && monitor.stepMs() == plan.stepMs()
                && (plan.tags() == null || monitor.tags().equals(plan.tags()));
    }

    private void begin(
            Connection connection,
            TenantId tenant,
            UUID assetId,
            MonitorPlan plan,
            @Nullable StoredMonitor before,
            Instant now) {
        List<String> known = store.tags(connection, tenant, assetId).keySet().stream()
                .filter(name -> !name.equals(ScoreTag.NAME))
                .limit(MOST_TAGS)
                .toList();
        List<String> tags = plan.tags() == null ? known : plan.tags();
        if (tags.isEmpty() || !known.containsAll(tags) || !ScoreTag.isNumbered(connection)) {
            return; // it begins once the asset has the tags, and readings came
        }
        if (before != null) watch.end(connection, tenant, before, now, LEARNS_AGAIN);
        ScoreTag.add(connection, tenant, assetId, plan.stepMs(), now);
        store.put(
                connection,
                tenant,
                learning(assetId, before == null ? 1 : before.version() + 1, tags, plan.stepMs(), plan.rows(), now),
                now);
    }

    private static StoredMonitor stopped(StoredMonitor monitor) {
        return new StoredMonitor(
                monitor.assetId(),
                monitor.version() + 1,
                MonitorState.STOPPED,
                monitor.tags(),
                monitor.stepMs(),
                monitor.needed(),
                monitor.learned(),
                monitor.learningFrom(),
                null,
                List.of(),
                monitor.judgedTo(),
                null,
                List.of());
    }

    /** The next version of a monitor, which learns from that moment on. */
    static StoredMonitor restarted(StoredMonitor before, Instant from) {
        return learning(before.assetId(), before.version() + 1, before.tags(), before.stepMs(), before.needed(), from);
    }

    /** A monitor that learns from that moment on. */
    private static StoredMonitor learning(
            UUID assetId, int version, List<String> tags, int stepMs, int needed, Instant from) {
        return new StoredMonitor(
                assetId,
                version,
                MonitorState.LEARNING,
                tags,
                stepMs,
                needed,
                0,
                from,
                null,
                List.of(),
                from,
                null,
                List.of());
    }
}
