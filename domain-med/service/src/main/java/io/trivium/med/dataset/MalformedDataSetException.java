package io.trivium.med.dataset;

import java.io.IOException;

/** A data set that breaks the encoding rules of DICOM PS3.5, or a limit; the message says where and never quotes a value. */
public final class MalformedDataSetException extends IOException {
    private static final long serialVersionUID = 1;

    public MalformedDataSetException(String message) {
        super(message);
    }
}
