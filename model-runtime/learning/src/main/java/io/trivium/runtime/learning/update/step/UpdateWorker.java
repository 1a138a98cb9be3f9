package io.trivium.runtime.learning.update.step;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.update.LiveOwnership;
import io.trivium.runtime.learning.update.MachineLease;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateStore;
import io.trivium.runtime.learning.update.WorkSweep;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes up updates that wait or whose owner died, one at a time on the machine. A stopped process leaves its update to the next;
 * one that was killed loses it when its heartbeat has been silent for the length of a lease. Thread-safe.
 */
@ApplicationScoped
public class UpdateWorker {
    private static final Logger LOG = Logger.getLogger(UpdateWorker.class);
    private static final int BEATS_PER_LEASE = 4;
    private static final Duration FAREWELL = Duration.ofSeconds(40);

    private final UpdateRunner runner;
    private final UpdateStore store;
    private final MachineLease lease;
    private final WorkSweep leftovers;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final UpdateConfig config;
    private final AtomicReference<@Nullable LiveOwnership> current = new AtomicReference<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("learning-update").factory());
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("learning-update-heart").daemon().factory());
    private volatile boolean stopping;
    private boolean swept;

    UpdateWorker(
            UpdateRunner runner,
            UpdateStore store,
            MachineLease lease,
            WorkSweep leftovers,
            KnownTenants tenants,
            TenantTransactions transactions,
            UpdateConfig config) {
        this.runner = runner;
        this.store = store;
        this.lease = lease;
        this.leftovers = leftovers;
        this.tenants = tenants;
        this.transactions = transactions;
        this.config = config;
    }

    @Scheduled(
            identity = "learning-update",
            every = "${platform.runtime.learning.update.poll:5s}",
            delayed = "${platform.runtime.learning.update.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void look() {
        if (!config.run() || stopping || current.get() != null) return;
        String owner = UUID.randomUUID().toString();
        try {
            if (!swept) {
                leftovers.sweep();
                swept = true;
            }
            if (!lease.take(owner)) return;
            Optional<UpdateRow> claimed = claim(owner);
            if (claimed.isEmpty()) {
                lease.release(owner);
                return;
            }
            UpdateRow row = claimed.orElseThrow();
            LiveOwnership own = new LiveOwnership(row, owner, store, lease, transactions);
            current.set(own);
            thread.execute(() -> work(row, own));
        } catch (RuntimeException e) {
            LOG.warn("no update is taken up for the moment", e);
        }
    }

    private Optional<UpdateRow> claim(String owner) {
        for (TenantId tenant : tenants.all()) {
            Optional<UpdateRow> claimed = transactions.withConnection(
                    tenant, connection -> store.claim(connection, tenant, owner, config.lease()));
            if (claimed.isPresent()) return claimed;
        }
        return Optional.empty();
    }

    private void work(UpdateRow row, LiveOwnership own) {
        long interval = Math.max(1, config.lease().toMillis() / BEATS_PER_LEASE);
        try (own) {
            own.beatBy(heart.scheduleAtFixedRate(own::beat, interval, interval, TimeUnit.MILLISECONDS));
            runner.run(row, own);
            own.close();
            release(own);
        } finally {
            current.set(null);
        }
    }

    private void release(LiveOwnership own) {
        try {
            lease.release(own.owner());
        } catch (RuntimeException e) {
            LOG.warnf("the next update of this machine waits until the lease has run out: %s", e.getMessage());
        }
    }

    /** Lets a training keep its checkpoint. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        LiveOwnership own = current.get();
        if (own != null) own.stop();
        thread.shutdown();
        if (!thread.awaitTermination(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("an update did not stop and continues from its checkpoint at the next start");
        }
        heart.shutdownNow();
    }
}
