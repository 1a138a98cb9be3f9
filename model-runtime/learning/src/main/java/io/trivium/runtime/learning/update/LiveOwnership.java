package io.trivium.runtime.learning.update;

import io.trivium.core.tenancy.TenantTransactions;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Repeatedly renews the lease of an update's owner, and reads whether it must stop. Inactive while the database is
 * unavailable: an update keeps its owner until another one takes it. Thread-safe.
 */
public final class LiveOwnership implements Ownership, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LiveOwnership.class);

    private final UpdateRow row;
    private final String owner;
    private final UpdateStore store;
    private final MachineLease lease;
    private final TenantTransactions transactions;
    private volatile boolean toStop;
    private volatile @Nullable ScheduledFuture<?> beats;
    private @Nullable Thread waiting;

    public LiveOwnership(
            UpdateRow row, String owner, UpdateStore store, MachineLease lease, TenantTransactions transactions) {
        this.row = row;
        this.owner = owner;
        this.store = store;
        this.lease = lease;
        this.transactions = transactions;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public boolean isToStop() {
        return toStop;
    }

    /** Ends the work as soon as it can. */
    public synchronized void stop() {
        toStop = true;
        Thread thread = waiting;
        if (thread != null) thread.interrupt();
    }

    /** Lets this thread be interrupted when the work is to stop, until {@link #endInterruptible}. */
    public synchronized void beginInterruptible() {
        waiting = Thread.currentThread();
        if (toStop) Thread.currentThread().interrupt();
    }

    @SuppressWarnings("ResultOfMethodCallIgnored") // clears a flag that came too late
    public synchronized void endInterruptible() {
        waiting = null;
        Thread.interrupted();
    }

    public void beatBy(ScheduledFuture<?> future) {
        beats = future;
    }

    public void beat() {
        try {
            Optional<UpdateRow> now = transactions.withConnection(
                    row.tenant(), connection -> store.beat(connection, row.tenant(), row.id(), owner));
            boolean mine = now.isPresent() && lease.take(owner);
            if (!mine || now.orElseThrow().isCancelled()) stop();
        } catch (RuntimeException e) {
            LOG.warnf("update %s: its lease cannot be renewed in the database: %s", row.id(), e.getMessage());
        }
    }

    @Override
    public void note(UpdateChange change) {
        try {
            transactions.withConnection(row.tenant(), connection -> store.change(connection, row, owner, change));
        } catch (LostUpdateException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("update %s: what it takes cannot be put down: %s", row.id(), e.getMessage());
        }
    }

    @Override
    public void close() {
        ScheduledFuture<?> future = beats;
        if (future != null) future.cancel(false);
    }
}
