package io.trivium.runtime.inference;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcService;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.inference.protocol.GRPCInferenceService;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelMetadataRequest;
import io.trivium.core.inference.protocol.ModelMetadataResponse;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import io.trivium.core.inference.protocol.ModelReadyResponse;
import io.trivium.core.inference.protocol.ServerLiveRequest;
import io.trivium.core.inference.protocol.ServerLiveResponse;
import io.trivium.core.inference.protocol.ServerMetadataRequest;
import io.trivium.core.inference.protocol.ServerMetadataResponse;
import io.trivium.core.inference.protocol.ServerReadyRequest;
import io.trivium.core.inference.protocol.ServerReadyResponse;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The Open Inference Protocol v2 over gRPC. Runs on the event loop: requests are decoded and queued there, models run
 * on the workers of the inference pool.
 */
@GrpcService
public class OipGrpcService implements GRPCInferenceService {
    private static final Logger LOG = Logger.getLogger(OipGrpcService.class);
    private static final Metadata.Key<String> RETRY_AFTER =
            Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

    private final InferenceService inference;
    private final TenantContext tenant;
    private final CurrentIdentityAssociation identity;

    OipGrpcService(InferenceService inference, TenantContext tenant, CurrentIdentityAssociation identity) {
        this.inference = inference;
        this.tenant = tenant;
        this.identity = identity;
    }

    @Override
    @PermitAll
    public Uni<ServerLiveResponse> serverLive(ServerLiveRequest request) {
        return Uni.createFrom()
                .item(ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    @PermitAll
    public Uni<ServerReadyResponse> serverReady(ServerReadyRequest request) {
        return Uni.createFrom()
                .item(ServerReadyResponse.newBuilder()
                        .setReady(inference.isReady())
                        .build());
    }

    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<ModelReadyResponse> modelReady(ModelReadyRequest request) {
        boolean ready = inference.isReady(request.getName(), version(request.getVersion()));
        return Uni.createFrom()
                .item(ModelReadyResponse.newBuilder().setReady(ready).build());
    }

    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<ServerMetadataResponse> serverMetadata(ServerMetadataRequest request) {
        return Uni.createFrom()
                .item(ServerMetadataResponse.newBuilder()
                        .setName(ServerInfo.NAME)
                        .setVersion(ServerInfo.version())
                        .addAllExtensions(ServerInfo.EXTENSIONS)
                        .build());
    }

    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<ModelMetadataResponse> modelMetadata(ModelMetadataRequest request) {
        return answered(() -> {
            InferenceService.Description model = inference.describe(request.getName(), version(request.getVersion()));
            ModelMetadataResponse.Builder response = ModelMetadataResponse.newBuilder()
                    .setName(model.name())
                    .addAllVersions(model.versions())
                    .setPlatform(ServerInfo.PLATFORM);
            model.inputs().forEach(input -> response.addInputs(metadata(input)));
            model.outputs().forEach(output -> response.addOutputs(metadata(output)));
            return Uni.createFrom().item(response.build());
        });
    }

    private static ModelMetadataResponse.TensorMetadata metadata(ModelSignature.Port tensor) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(tensor.name())
                .setDatatype(tensor.type().name())
                .addAllShape(tensor.shape())
                .build();
    }

    @Override
    @RolesAllowed(Roles.INFERENCE_CLIENT)
    public Uni<ModelInferResponse> modelInfer(ModelInferRequest request) {
        Optional<Duration> deadline = GrpcDeadline.ofCall();
        // The tenant is read from the identity, which must be known before, as nothing may block here.
        return answered(() -> identity.getDeferredIdentity()
                .invoke(identity::setIdentity)
                .chain(() -> Uni.createFrom().completionStage(() -> infer(request, deadline)))
                .map(answer -> GrpcTensors.answer(request, answer)));
    }

    private CompletableFuture<InferenceAnswer> infer(ModelInferRequest request, Optional<Duration> deadline) {
        RequestParameters parameters = GrpcTensors.parameters(request);
        TenantId acting = tenant.forInference(parameters.tenant());
        return inference.infer(new InferenceCall(
                request.getModelName(),
                version(request.getModelVersion()),
                GrpcTensors.inputs(request),
                request.getOutputsList().stream()
                        .map(ModelInferRequest.InferRequestedOutputTensor::getName)
                        .toList(),
                acting.value(),
                parameters.priority(),
                parameters.latencyClass(),
                shorter(parameters.timeout(), deadline)));
    }

    private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
        if (one.isEmpty() || other.isEmpty()) return one.or(() -> other);
        return one.orElseThrow().compareTo(other.orElseThrow()) <= 0 ? one : other;
    }

    private static Optional<String> version(String version) {
        return version.isEmpty() ? Optional.empty() : Optional.of(version);
    }

    private static <T> Uni<T> answered(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().deferred(work).onFailure().transform(OipGrpcService::status);
    }

    private static Throwable status(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof PlatformException known)) return cause;
        if (known.code().category() == ErrorCategory.INTERNAL)
            LOG.errorf(known, "inference failed: %s", known.code().code());
        Metadata trailers = new Metadata();
        if (known.code() == RuntimeErrorCode.INFERENCE_QUEUE_FULL) {
            trailers.put(RETRY_AFTER, String.valueOf(known.details().getOrDefault("retryAfter", 1)));
        }
        return new StatusRuntimeException(OipStatus.grpc(known.code()).withDescription(known.detail()), trailers);
    }
}
