package io.trivium.med.dicom.association;

import java.io.IOException;

/** The peer answered a request for an association with A-ASSOCIATE-RJ. */
public class AssociationRejectedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    public AssociationRejectedException(Rejection rejection) {
        super("association rejected: " + rejection.text());
        this.rejection = rejection;
    }

    public Rejection rejection() {
        return rejection;
    }

    /** Whether the same request may be accepted later (result 2). */
    public boolean isTransient() {
        return rejection.result() == 2;
    }
}
