package io.trivium.runtime.inference;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.runtime.serving.InferenceAnswer;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One inference over gRPC on its HTTP/2 stream. The request is read and queued on the connection's event loop; the
 * worker that ends the inference writes the answer's message, and the event loop sends it. A caller that disconnects
 * cancels the inference. Driven by the event loop, except for {@link #settle}.
 */
final class GrpcExchange {
    private static final Logger LOG = Logger.getLogger(GrpcExchange.class);
    private static final CharSequence GRPC = HttpHeaders.createOptimized("application/grpc");
    private static final CharSequence STATUS = HttpHeaders.createOptimized("grpc-status");
    private static final CharSequence MESSAGE = HttpHeaders.createOptimized("grpc-message");
    private static final CharSequence OK = HttpHeaders.createOptimized("0");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final InferenceTenants tenants;
    private final GrpcInference calls;
    private final GrpcCallMeters meters;
    private final int limitBytes;
    private final long start = System.nanoTime();
    private final Context context;
    private @Nullable Buffer body;
    private @Nullable CompletableFuture<InferenceAnswer> inference;
    private boolean ended;

    /**
     * @param context of the connection, the present one
     * @param tenants that the caller may infer for
     * @param limitBytes length of the longest message taken
     */
    GrpcExchange(
            HttpServerRequest request,
            Context context,
            InferenceTenants tenants,
            GrpcInference calls,
            GrpcCallMeters meters,
            int limitBytes) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.tenants = tenants;
        this.calls = calls;
        this.meters = meters;
        this.limitBytes = limitBytes;
    }

    void begin() {
        request.exceptionHandler(failure -> leave());
        response.exceptionHandler(failure -> leave());
        response.closeHandler(closed -> leave());
        request.handler(this::read);
        request.endHandler(end -> infer());
    }

    private void read(Buffer part) {
        if (ended) return;
        Buffer before = body;
        Buffer all = before == null ? part : before.appendBuffer(part);
        body = all;
        if (all.length() - GrpcFrames.HEADER > limitBytes) {
            end(Status.RESOURCE_EXHAUSTED.withDescription("the request is longer than " + limitBytes + " bytes"), null);
        }
    }

    private void infer() {
        if (ended) return;
        meters.received();
        Buffer bytes = body == null ? Buffer.buffer() : body;
        body = null;
        try {
            ModelInferRequest message = GrpcFrames.read(ByteBuffer.wrap(bytes.getBytes()), ModelInferRequest.parser());
            Optional<Duration> deadline = GrpcDeadline.parse(request.getHeader("grpc-timeout"));
            CompletableFuture<InferenceAnswer> running = calls.infer(message, tenants, deadline);
            inference = running;
            CompletableFuture<InferenceAnswer> _ =
                    running.whenComplete((answer, failure) -> settle(message, answer, failure));
        } catch (RuntimeException | OutOfMemoryError e) { // a tensor may be larger than the remaining bytes
            fail(e);
        }
    }

    /** Writes the answer's message where the inference ended, on a worker as a rule. */
    private void settle(ModelInferRequest message, @Nullable InferenceAnswer answer, @Nullable Throwable failure) {
        if (answer == null) {
            context.runOnContext(now -> fail(failure == null ? new IllegalStateException("no answer") : failure));
            return;
        }
        try {
            byte[] frame = GrpcFrames.write(GrpcTensors.answer(message, answer));
            context.runOnContext(now -> end(frame));
        } catch (RuntimeException | OutOfMemoryError e) {
            context.runOnContext(now -> fail(e));
        }
    }

    private void end(byte[] frame) {
        if (ended) return;
        ended = true;
        response.putHeader(HttpHeaders.CONTENT_TYPE, GRPC);
        response.trailers().set(STATUS, OK);
        send(Buffer.buffer(frame));
        meters.answered(System.nanoTime() - start);
    }

    private void fail(Throwable failure) {
        if (ended) return;
        Throwable known = GrpcInference.status(failure);
        if (known instanceof StatusRuntimeException status) {
            end(status.getStatus(), status.getTrailers());
            return;
        }
        LOG.error("inference failed", known);
        end(Status.UNKNOWN, null);
    }

    /** Ends the call without a message: the status is in the headers. */
    private void end(Status status, @Nullable Metadata trailers) {
        if (ended) return;
        ended = true;
        body = null;
        MultiMap headers = response.headers();
        headers.set(HttpHeaders.CONTENT_TYPE, GRPC);
        headers.set(STATUS, Integer.toString(status.getCode().value()));
        String description = status.getDescription();
        if (description != null) headers.set(MESSAGE, GrpcFrames.encoded(description));
        String retryAfter = trailers == null ? null : trailers.get(GrpcInference.RETRY_AFTER);
        if (retryAfter != null) headers.set(GrpcInference.RETRY_AFTER.name(), retryAfter);
        com.google.rpc.Status details = trailers == null ? null : trailers.get(GrpcDetails.KEY);
        if (details != null) {
            headers.set(
                    GrpcDetails.KEY.name(), Base64.getEncoder().withoutPadding().encodeToString(details.toByteArray()));
        }
        send(null);
        meters.ended(status.getCode(), System.nanoTime() - start);
    }

    private void send(@Nullable Buffer message) {
        if (response.closed()) return;
        // The exception handler has received any failure here.
        if (message == null) response.end();
        else response.end(message);
    }

    /** The caller reset the stream or closed the connection. */
    private void leave() {
        if (ended) return;
        ended = true;
        body = null;
        CompletableFuture<InferenceAnswer> running = inference;
        if (running != null) running.cancel(false);
        meters.ended(Status.Code.CANCELLED, System.nanoTime() - start);
    }
}
