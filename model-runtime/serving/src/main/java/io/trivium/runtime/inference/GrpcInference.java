package io.trivium.runtime.inference;

import io.grpc.Metadata;
import io.grpc.Status;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** An inference requested over gRPC, by either route of the call. Never blocks; thread-safe. */
@ApplicationScoped
class GrpcInference {
    static final Metadata.Key<String> RETRY_AFTER = Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger LOG = Logger.getLogger(GrpcInference.class);

    private final InferenceService inference;

    GrpcInference(InferenceService inference) {
        this.inference = inference;
    }

    /**
     * Queues the inference. Cancelling the future drops it.
     *
     * @param tenants that the caller may infer for
     * @param deadline of the call
     * @throws PlatformException when the request is wrong, not permitted or not accepted
     */
    CompletableFuture<InferenceAnswer> infer(
            ModelInferRequest request, InferenceTenants tenants, Optional<Duration> deadline) {
        RequestParameters parameters = GrpcTensors.parameters(request);
        TenantId tenant = tenants.of(parameters.tenant());
        return inference.infer(new InferenceCall(
                InferenceService.named(request.getModelName()),
                version(request.getModelVersion()),
                GrpcTensors.inputs(request),
                request.getOutputsList().stream()
                        .map(ModelInferRequest.InferRequestedOutputTensor::getName)
                        .toList(),
                tenant,
                parameters.priority(),
                parameters.latencyClass(),
                shorter(parameters.timeout(), deadline)));
    }

    private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
        if (one.isEmpty() || other.isEmpty()) return one.or(() -> other);
        return one.orElseThrow().compareTo(other.orElseThrow()) <= 0 ? one : other;
    }

    /** The version that a request names; empty when it names none. */
    static Optional<String> version(String version) {
        return version.isEmpty() ? Optional.empty() : Optional.of(version);
    }

    /**
     * The failure that the caller receives; one that an operator must investigate is logged. Others are passed through.
     */
    static Throwable status(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof PlatformException known)) return cause;
        if (known.code().category() == ErrorCategory.INTERNAL) {
            LOG.errorf(known, "inference failed: %s", known.code().code());
        }
        Metadata trailers = new Metadata();
        if (known.code() == RuntimeErrorCode.INFERENCE_QUEUE_FULL) {
            trailers.put(RETRY_AFTER, String.valueOf(known.details().getOrDefault("retryAfter", 1)));
        }
        Status status = OipStatus.grpc(known.code()).withDescription(known.detail());
        return GrpcDetails.of(status, known.code()).raised(trailers);
    }
}
