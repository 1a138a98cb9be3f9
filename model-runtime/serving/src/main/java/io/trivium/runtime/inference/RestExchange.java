package io.trivium.runtime.inference;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.tensor.Tensor;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One inference over REST on the event loop of its connection. The worker that ends the inference writes the answer, and
 * the event loop sends it. A caller that disconnects cancels the inference. Driven by the event loop, except for {@link
 * #settle}.
 */
final class RestExchange {
    private static final Logger LOG = Logger.getLogger(RestExchange.class);

    /** Numbers of an answer that a worker writes; longer answers are written in a thread of their own. */
    private static final int MOST_ELEMENTS = 4_096;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final RestInferRoute.Target target;
    private final InferenceTenants tenants;
    private final RestInference calls;
    private final OipErrorFilter errors;
    private final Buffer body = Buffer.buffer();
    private @Nullable CompletableFuture<InferenceAnswer> inference;
    private boolean ended;

    /** @param tenants that the caller may infer for */
    RestExchange(
            RoutingContext routing,
            RestInferRoute.Target target,
            InferenceTenants tenants,
            RestInference calls,
            OipErrorFilter errors) {
        this.request = routing.request();
        this.response = routing.response();
        this.context = routing.vertx().getOrCreateContext();
        this.target = target;
        this.tenants = tenants;
        this.calls = calls;
        this.errors = errors;
    }

    void begin() {
        request.exceptionHandler(failure -> leave());
        response.exceptionHandler(failure -> leave());
        response.closeHandler(closed -> leave());
        // The request is paused until it has a handler of its parts; one of the whole body does not resume it.
        request.handler(body::appendBuffer);
        request.endHandler(end -> infer());
    }

    private void infer() {
        if (ended) return;
        try {
            RestInference.Queued queued = calls.infer(
                    target.model(),
                    target.version(),
                    request.getHeader(OipResource.HEADER_LENGTH),
                    body.getBytes(),
                    tenants);
            inference = queued.answer();
            CompletableFuture<InferenceAnswer> _ =
                    queued.answer().whenComplete((answer, failure) -> settle(queued, answer, failure));
        } catch (RuntimeException | OutOfMemoryError e) { // a tensor may be larger than the remaining memory
            fail(e);
        }
    }

    private void settle(RestInference.Queued queued, @Nullable InferenceAnswer answer, @Nullable Throwable failure) {
        if (answer == null) {
            context.runOnContext(now -> fail(failure == null ? new IllegalStateException("no answer") : failure));
        } else if (answer.outputs().stream().mapToLong(Tensor::elements).sum() <= MOST_ELEMENTS) {
            write(queued, answer);
        } else {
            Thread.startVirtualThread(() -> write(queued, answer));
        }
    }

    private void write(RestInference.Queued queued, InferenceAnswer answer) {
        try {
            RestAnswer wire = queued.encoded(answer);
            context.runOnContext(now -> end(wire));
        } catch (RuntimeException | OutOfMemoryError e) {
            context.runOnContext(now -> fail(e));
        }
    }

    private void end(RestAnswer answer) {
        if (ended) return;
        if (answer.jsonBytes() >= 0) {
            response.putHeader(OipResource.HEADER_LENGTH, Integer.toString(answer.jsonBytes()));
        }
        send(answer.mediaType(), answer.body());
    }

    private void fail(Throwable failure) {
        if (ended) return;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String detail = "The request could not be processed; the service's log has the reason.";
        response.setStatusCode(500);
        if (cause instanceof PlatformException known) {
            RestInference.logged(known);
            detail = known.detail();
            response.setStatusCode(OipStatus.http(known.code()));
            OipStatus.retryAfter(known).ifPresent(seconds -> response.putHeader("Retry-After", seconds));
        } else {
            LOG.error("inference failed", cause);
        }
        send(errors.mediaType(), errors.body(detail));
    }

    private void send(String mediaType, byte[] body) {
        ended = true;
        if (response.closed()) return;
        response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        response.end(Buffer.buffer(body)); // the exception handler has received any failure here
    }

    /** The caller closed the connection or reset the stream. */
    private void leave() {
        if (ended) return;
        ended = true;
        CompletableFuture<InferenceAnswer> running = inference;
        if (running != null) running.cancel(false);
    }
}
