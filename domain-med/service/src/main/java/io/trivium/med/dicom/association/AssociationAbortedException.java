package io.trivium.med.dicom.association;

import java.io.IOException;

/** The peer ended the association with A-ABORT, or without a word, before it was released. */
public class AssociationAbortedException extends IOException {

    private static final long serialVersionUID = 1L;

    public AssociationAbortedException(String message) {
        super(message);
    }
}
