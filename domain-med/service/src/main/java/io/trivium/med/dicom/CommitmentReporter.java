package io.trivium.med.dicom;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.CommitmentKeeper.Owed;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Delivers reports of storage commitment to peers with an address, at once and again after failures; what was owed before
 * a restart is found in the database. Thread-safe.
 */
final class CommitmentReporter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CommitmentReporter.class);
    private static final long ROUND_SECONDS = 5;

    private final CommitmentKeeper keeper;
    private final Supplier<AccessList> access;
    private final DicomClient client;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("commitment-reports").daemon().factory());

    CommitmentReporter(CommitmentKeeper keeper, Supplier<AccessList> access, DicomClient client) {
        this.keeper = keeper;
        this.access = access;
        this.client = client;
    }

    void start() {
        // It ends with the timer, and a round lets nothing out.
        ScheduledFuture<?> _ =
                timer.scheduleWithFixedDelay(this::round, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    /** A report is owed now. */
    void due() {
        if (waiting.compareAndSet(false, true)) timer.execute(this::round);
    }

    private void round() {
        waiting.set(false);
        try {
            for (Owed owed : keeper.owed()) {
                Optional<Peer> peer = access.get()
                        .byName(owed.tenant(), owed.peer())
                        .filter(found -> found.address().isPresent());
                if (peer.isPresent() && report(peer.orElseThrow(), owed)) {
                    keeper.reported(owed.tenant(), owed.transaction());
                } else {
                    keeper.notReported(owed.tenant(), owed.transaction());
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("reports of storage commitment have to wait: " + e.getMessage());
        }
    }

    private boolean report(Peer peer, Owed owed) {
        CommitmentResult result = keeper.check(owed.tenant(), owed.transaction(), owed.references());
        try (Association association = client.open(
                peer,
                List.of(new Proposal(Uids.STORAGE_COMMITMENT, Uids.PLAIN)),
                List.of(new RoleSelection(Uids.STORAGE_COMMITMENT, false, true)))) {
            boolean done = CommitmentService.report(association, result).isDone();
            association.release();
            return done;
        } catch (IOException e) {
            LOG.infof("commitment %s not reported to peer %s yet: %s", owed.transaction(), peer.name(), e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
    }
}
