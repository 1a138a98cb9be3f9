package io.trivium.industrial.cycle;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Detects and judges the cycles of all assets every second, and removes old ones. A failure of one asset does not keep
 * others from being followed. Thread-safe.
 */
@ApplicationScoped
class CycleWatch {
    private static final Logger LOG = Logger.getLogger(CycleWatch.class);
    private static final int REMOVED_AT_ONCE = 2_000;

    private final CyclePositions positions;
    private final CycleLateness lateness;
    private final CycleSegmentation segmentation;
    private final CycleJudge judge;
    private final CycleStore store;
    private final CycleConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    CycleWatch(
            CyclePositions positions,
            CycleLateness lateness,
            CycleSegmentation segmentation,
            CycleJudge judge,
            CycleStore store,
            CycleConfig config,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.positions = positions;
        this.lateness = lateness;
        this.segmentation = segmentation;
        this.judge = judge;
        this.store = store;
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(
            identity = "process-cycles",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void watch() {
        tenants.all().forEach(this::watch);
    }

    /** Continues with all assets of an organisation. */
    void watch(TenantId tenant) {
        List<CycleAsset> assets =
                transactions.withConnection(tenant, connection -> positions.assets(connection, tenant));
        lateness.follow(tenant, assets.stream().map(CycleAsset::assetId).collect(Collectors.toSet()));
        if (!config.judge()) return;
        for (CycleAsset asset : assets) {
            try {
                boolean more = true;
                while (more) {
                    more = transactions.withConnection(
                            tenant, connection -> segmentation.follow(connection, tenant, asset));
                }
                more = true;
                while (more) more = judge.judge(tenant, asset);
            } catch (RuntimeException e) {
                LOG.warnf(
                        e, "cycles of asset %s cannot be followed for the moment; it is tried again", asset.assetId());
            }
        }
    }

    @Scheduled(identity = "process-cycles-purge", every = "6h", delayed = "3m", skipExecutionIf = OffDuty.class)
    void purge() {
        Instant before = clock.instant().minus(config.keep());
        for (TenantId tenant : tenants.all()) {
            int removed = REMOVED_AT_ONCE;
            while (removed == REMOVED_AT_ONCE) {
                removed = transactions.withConnection(
                        tenant, connection -> store.purge(connection, tenant, before, REMOVED_AT_ONCE));
            }
        }
    }
}
