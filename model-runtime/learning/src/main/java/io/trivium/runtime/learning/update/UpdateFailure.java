package io.trivium.runtime.learning.update;

import org.jspecify.annotations.Nullable;

/** An update cannot go on, and trying again would not help; the message says what to do. */
final class UpdateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    UpdateFailure(String code, String message) {
        super(message);
        this.code = code;
    }

    UpdateFailure(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
