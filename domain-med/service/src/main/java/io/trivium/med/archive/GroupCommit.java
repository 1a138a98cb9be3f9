package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.InstanceSink.Duplication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Commits what several associations have ready in one transaction: instances that arrive while a transaction is in
 * progress are part of the next. Nothing waits for company. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {

    private static final int LARGEST = 64;

    private record Pending(InstanceRow row, CompletableFuture<Duplication> done) {}

    private final InstanceLedger ledger;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Thread worker;

    GroupCommit(InstanceLedger ledger) {
        this.ledger = ledger;
        this.worker = Thread.ofPlatform().name("archive-commit").daemon().start(this::run);
    }

    /** Returns once the row is committed; the failure of the commit comes out as it was. */
    Duplication commit(InstanceRow row) throws InterruptedException {
        CompletableFuture<Duplication> done = new CompletableFuture<>();
        queue.put(new Pending(row, done));
        if (!worker.isAlive()) throw new IllegalStateException("the archive is closed");
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new LedgerException("the row of an instance could not be committed", e.getCause());
        }
    }

    private void run() {
        try {
            while (true) {
                List<Pending> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, LARGEST - 1);
                Map<TenantId, List<Pending>> byTenant = new LinkedHashMap<>();
                batch.forEach(pending -> byTenant.computeIfAbsent(pending.row().tenant(), ignored -> new ArrayList<>())
                        .add(pending));
                byTenant.values().forEach(this::commit);
            }
        } catch (InterruptedException e) {
            queue.forEach(pending -> pending.done().completeExceptionally(new IllegalStateException("closed", e)));
        }
    }

    private void commit(List<Pending> batch) {
        try {
            List<Duplication> done =
                    ledger.commit(batch.stream().map(Pending::row).toList());
            for (int i = 0; i < batch.size(); i++) batch.get(i).done().complete(done.get(i));
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                batch.getFirst().done().completeExceptionally(e);
            } else {
                // One bad row must not fail its neighbours.
                batch.forEach(pending -> commit(List.of(pending)));
            }
        }
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
