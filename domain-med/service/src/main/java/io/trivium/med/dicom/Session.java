package io.trivium.med.dicom;

import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import java.time.Instant;
import java.util.UUID;

/** An accepted association with what is known of its peer. Used by the association's thread. */
public final class Session {

    private final UUID id = UUID.randomUUID();
    private final Association association;
    private final Peer peer;
    private final Instant openedAt;

    private int stored;

    Session(Association association, Peer peer, Instant openedAt) {
        this.association = association;
        this.peer = peer;
        this.openedAt = openedAt;
    }

    /** Names this association in rows and logs. */
    public UUID id() {
        return id;
    }

    public Association association() {
        return association;
    }

    public Peer peer() {
        return peer;
    }

    /** Instances that were stored in it so far. */
    public int stored() {
        return stored;
    }

    void countStored() {
        stored++;
    }

    public Instant openedAt() {
        return openedAt;
    }
}
