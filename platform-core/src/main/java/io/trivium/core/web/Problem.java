package io.trivium.core.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An RFC 9457 problem document. */
final class Problem {

    static final String MEDIA_TYPE = "application/problem+json";

    /** Seconds that an OVERLOADED caller waits when the failure says nothing else. */
    private static final long DEFAULT_RETRY_AFTER_S = 1;

    /** Detail member that becomes the Retry-After header. */
    private static final String RETRY_AFTER = "retryAfter";

    private static final Set<String> STANDARD = Set.of("type", "title", "status", "detail", "code");
    private static final ObjectMapper JSON = StrictJson.mapper();

    private final int status;
    private final ErrorCode code;
    private final Map<String, Object> members = new LinkedHashMap<>();

    Problem(ErrorCode code, String detail) {
        this.status = statusOf(code);
        this.code = code;
        members.put("type", "/problems/" + code.code());
        members.put("title", code.title());
        members.put("status", status);
        members.put("detail", detail);
        members.put("code", code.code());
    }

    /** Adds our own members; none replaces a standard one. */
    Problem with(Map<String, ?> details) {
        details.forEach((name, value) -> {
            if (!STANDARD.contains(name)) members.put(name, value);
        });
        return this;
    }

    static int statusOf(ErrorCode code) {
        return code instanceof HttpErrorCode http
                ? http.status()
                : switch (code.category()) {
                    case INVALID -> 400;
                    case FORBIDDEN -> 403;
                    case NOT_FOUND -> 404;
                    case CONFLICT -> 409;
                    case OVERLOADED -> 503;
                    case UPSTREAM -> 502;
                    case INTERNAL -> 500;
                };
    }

    byte[] bytes() {
        try {
            // Half a surrogate pair that is repeated to the caller becomes a question mark; written to bytes it would
            // fail.
            return JSON.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details of " + code.code() + " cannot be written as JSON", e);
        }
    }

    Response response() {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(bytes());
        if (code.category() == ErrorCategory.OVERLOADED) {
            response.header("Retry-After", members.getOrDefault(RETRY_AFTER, DEFAULT_RETRY_AFTER_S));
        }
        return response.build();
    }
}
