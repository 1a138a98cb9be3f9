package io.trivium.runtime.learning.update;

import org.jspecify.annotations.Nullable;

/** An update cannot continue, and trying again would not help; the message has the remedy. */
public final class UpdateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    public UpdateFailure(String code, String message) {
        super(message);
        this.code = code;
    }

    public UpdateFailure(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
