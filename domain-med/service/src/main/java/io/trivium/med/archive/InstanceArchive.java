package io.trivium.med.archive;

import io.trivium.med.dataset.Part10;
import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Stores instances: the bytes are written to a file, the file is synced, renamed and its directory synced, the row is
 * committed; only then the sender receives the answer. Thread-safe.
 */
final class InstanceArchive implements InstanceSink, AutoCloseable {

    private final InstanceFiles files;
    private final GroupCommit commits;
    private final ArchiveLimits limits;
    private final ArchiveObserver observer;
    private final InstantSource clock;

    InstanceArchive(
            InstanceFiles files,
            InstanceLedger ledger,
            ArchiveLimits limits,
            ArchiveObserver observer,
            InstantSource clock) {
        this.files = files;
        this.commits = new GroupCommit(ledger);
        this.limits = limits;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public Upload begin(Incoming incoming) throws StoreRefusedException {
        byte[] head = Part10.head(incoming.sopClass(), incoming.sopInstance(), incoming.transferSyntax());
        try {
            if (files.usableSpace() < limits.reservedSpace()) {
                observer.refused(incoming, "disk-low");
                throw new StoreRefusedException(Status.OUT_OF_RESOURCES, "the store has too little space left");
            }
            return new InstanceUpload(incoming, head, files, commits, limits, observer, clock);
        } catch (IOException e) {
            observer.refused(incoming, "disk-failed");
            throw new StoreRefusedException(Status.OUT_OF_RESOURCES, "the store cannot be written", e);
        }
    }

    @Override
    public void close() {
        commits.close();
    }
}
