package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.InstanceReference;
import java.util.List;

/** The basis of storage commitments; the store of the node. Thread-safe. */
public interface CommitmentKeeper {

    /** Puts a request on record before it is answered: its report is owed from then on, also after a restart. */
    void record(TenantId tenant, String peer, String transaction, List<InstanceReference> references);

    /** Reads each instance from disk again and compares its hash; a transaction it does not know has no result. */
    CommitmentResult check(TenantId tenant, String transaction, List<InstanceReference> references);

    /** The report was delivered. */
    void reported(TenantId tenant, String transaction);

    /** A report could not be delivered; it is tried again until it has been tried too often. */
    void notReported(TenantId tenant, String transaction);

    /** Requests whose reports are due. */
    List<Owed> owed();

    /** Receives a peer's commitment to instances of this node. */
    void received(TenantId tenant, String peer, CommitmentResult result);

    /** A report that is owed. */
    record Owed(TenantId tenant, String peer, String transaction, List<InstanceReference> references) {
        public Owed {
            references = List.copyOf(references);
        }
    }
}
