package io.trivium.runtime.external;

import org.jspecify.annotations.Nullable;

/** Another server gave no answer. The message continues a sentence whose subject is the server. */
final class OipServerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The meaning of the failure for the caller. */
    enum Kind {
        /** Not reachable, overloaded or without the model; later may be better. */
        UNAVAILABLE,
        TIMEOUT,
        /** It will not take this request. */
        REFUSED,
        /** It does not admit this runtime. */
        NOT_PERMITTED,
        FAILED;

        static Kind of(int status) {
            return switch (status) {
                case 400, 413, 422 -> REFUSED;
                case 401, 403 -> NOT_PERMITTED;
                case 404, 429, 502, 503 -> UNAVAILABLE;
                case 408, 504 -> TIMEOUT;
                default -> FAILED;
            };
        }
    }

    private final Kind kind;
    private final String what;

    OipServerException(Kind kind, String message) {
        this(kind, message, null);
    }

    OipServerException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.what = message;
    }

    Kind kind() {
        return kind;
    }

    /** The message. */
    String what() {
        return what;
    }
}
