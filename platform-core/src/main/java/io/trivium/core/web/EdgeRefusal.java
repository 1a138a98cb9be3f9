package io.trivium.core.web;

import io.trivium.core.error.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The problem that answers requests refused at the edge, before anything is known about the caller: created once and
 * sent often, so that a refusal costs very little. Thread-safe.
 */
public final class EdgeRefusal {
    private final int status;
    private final String retryAfter;
    private final Buffer body;

    /** @param retryAfter after which the caller may retry, in whole seconds */
    public EdgeRefusal(ErrorCode code, String detail, Duration retryAfter) {
        this.status = Problem.statusOf(code);
        this.retryAfter = Long.toString(retryAfter.toSeconds());
        this.body = Buffer.buffer(new Problem(code, detail).bytes());
    }

    /** Sends the answer; the rest of the request's body is read and dropped, so that its connection can be reused. */
    public void send(HttpServerRequest request) {
        request.resume();
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.RETRY_AFTER, retryAfter)
                .end(body);
    }
}
