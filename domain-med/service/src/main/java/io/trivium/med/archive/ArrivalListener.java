package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.InstanceSink.Duplication;
import java.time.Instant;
import java.util.UUID;

/**
 * Is notified of new content of the archive. Called by the threads that receive: must neither throw nor wait.
 * Thread-safe.
 */
public interface ArrivalListener {

    /** An instance is safe. */
    void stored(Arrival arrival);

    /** Nothing more comes in an association or request. */
    void ended(UUID association);

    /**
     * An instance that was stored.
     *
     * @param association what it came in
     * @param source AE title or user that sent it; {@link Archive#OWN} for what this node wrote itself
     */
    record Arrival(
            TenantId tenant,
            StudyInstanceUid study,
            String sopInstance,
            String sha256,
            Duplication duplication,
            UUID association,
            String source,
            Instant at) {}
}
