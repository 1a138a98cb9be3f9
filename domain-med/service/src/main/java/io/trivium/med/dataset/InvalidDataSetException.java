package io.trivium.med.dataset;

import java.io.IOException;

/** Bytes are no data set of DICOM PS3.5, or one beyond the reader's limits. */
public final class InvalidDataSetException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and where, without any value */
    public InvalidDataSetException(String message) {
        super(message);
    }
}
