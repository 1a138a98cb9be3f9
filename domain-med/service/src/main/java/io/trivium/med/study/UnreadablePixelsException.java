package io.trivium.med.study;

import java.io.IOException;

/** Pixels that cannot be decoded; the object is kept as it was received all the same. */
public final class UnreadablePixelsException extends IOException {
    private static final long serialVersionUID = 1;

    public UnreadablePixelsException(String message) {
        super(message);
    }

    public UnreadablePixelsException(String message, Throwable cause) {
        super(message, cause);
    }
}
