package io.trivium.runtime.inference;

import io.grpc.Status;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import java.util.Optional;

/** The status codes of errors in the protocol's two bindings. */
final class OipStatus {
    private OipStatus() {}

    static int http(ErrorCode code) {
        if (code == RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED) return 504;
        if (code == RuntimeErrorCode.INFERENCE_REQUEST_TOO_LARGE) return 413;
        return switch (code.category()) {
            case INVALID -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case OVERLOADED -> 503;
            case UPSTREAM -> 502;
            case INTERNAL -> 500;
        };
    }

    /** After how many seconds to try again; empty where that does not help. */
    static Optional<String> retryAfter(PlatformException e) {
        return http(e.code()) == 503
                ? Optional.of(String.valueOf(e.details().getOrDefault("retryAfter", 1)))
                : Optional.empty();
    }

    static Status grpc(ErrorCode code) {
        if (code == RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED) return Status.DEADLINE_EXCEEDED;
        return switch (code.category()) {
            case INVALID -> Status.INVALID_ARGUMENT;
            case FORBIDDEN -> Status.PERMISSION_DENIED;
            case NOT_FOUND -> Status.NOT_FOUND;
            case CONFLICT -> Status.FAILED_PRECONDITION;
            case OVERLOADED, UPSTREAM -> Status.UNAVAILABLE;
            case INTERNAL -> Status.INTERNAL;
        };
    }
}
