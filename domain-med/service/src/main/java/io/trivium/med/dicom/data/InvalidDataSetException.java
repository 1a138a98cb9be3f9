package io.trivium.med.dicom.data;

import java.io.IOException;

/** Bytes are no data set, or one beyond the reader's limits. */
public class InvalidDataSetException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and where, without any value */
    public InvalidDataSetException(String message) {
        super(message);
    }
}
