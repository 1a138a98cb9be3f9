package io.trivium.core.web;

import io.trivium.core.error.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The problem that answers requests which are not let in at the edge, before anything is known of the caller: made once,
 * sent often, so that refusing costs next to nothing. Thread-safe.
 */
public final class EdgeRefusal {
    private final int status;
    private final String retryAfter;
    private final Buffer body;

    /** @param retryAfter after which the caller may ask again, in whole seconds */
    public EdgeRefusal(ErrorCode code, String detail, Duration retryAfter) {
        this.status = Problem.statusOf(code);
        this.retryAfter = Long.toString(retryAfter.toSeconds());
        this.body = Buffer.buffer(new Problem(code, detail).bytes());
    }

    /** Answers; what is still to come of the request's body is read and dropped, so that its connection can go on. */
    public void send(HttpServerRequest request) {
        request.resume();
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.RETRY_AFTER, retryAfter)
                .end(body);
    }
}
