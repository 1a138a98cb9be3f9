package io.trivium.med.archive;

import org.jspecify.annotations.Nullable;

/** The database did not take a row; whether it has it is not known. */
class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
