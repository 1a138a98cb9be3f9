package io.trivium.runtime.inference;

import io.quarkus.grpc.GrpcService;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.trivium.core.inference.protocol.GRPCInferenceService;
import io.trivium.core.inference.protocol.ModelConfigRequest;
import io.trivium.core.inference.protocol.ModelConfigResponse;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelMetadataRequest;
import io.trivium.core.inference.protocol.ModelMetadataResponse;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import io.trivium.core.inference.protocol.ModelReadyResponse;
import io.trivium.core.inference.protocol.ModelStatisticsRequest;
import io.trivium.core.inference.protocol.ModelStatisticsResponse;
import io.trivium.core.inference.protocol.RepositoryIndexRequest;
import io.trivium.core.inference.protocol.RepositoryIndexResponse;
import io.trivium.core.inference.protocol.RepositoryModelLoadRequest;
import io.trivium.core.inference.protocol.RepositoryModelLoadResponse;
import io.trivium.core.inference.protocol.RepositoryModelUnloadRequest;
import io.trivium.core.inference.protocol.RepositoryModelUnloadResponse;
import io.trivium.core.inference.protocol.ServerLiveRequest;
import io.trivium.core.inference.protocol.ServerLiveResponse;
import io.trivium.core.inference.protocol.ServerMetadataRequest;
import io.trivium.core.inference.protocol.ServerMetadataResponse;
import io.trivium.core.inference.protocol.ServerReadyRequest;
import io.trivium.core.inference.protocol.ServerReadyResponse;
import io.trivium.core.model.ModelName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceService;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The Open Inference Protocol v2 over gRPC. Runs on the event loop: requests are decoded and queued there, models run
 * on the workers of the inference pool. Inferences of callers who were admitted a moment ago arrive by {@link
 * GrpcInferRoute} instead.
 */
@GrpcService
public class OipGrpcService implements GRPCInferenceService {
    private final InferenceService inference;
    private final GrpcInference calls;
    private final Admissions admissions;
    private final TenantContext tenant;
    private final CurrentIdentityAssociation identity;
    private final OipConfig config;

    OipGrpcService(
            InferenceService inference,
            GrpcInference calls,
            Admissions admissions,
            TenantContext tenant,
            CurrentIdentityAssociation identity,
            OipConfig config) {
        this.inference = inference;
        this.calls = calls;
        this.admissions = admissions;
        this.tenant = tenant;
        this.identity = identity;
        this.config = config;
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
        boolean ready = ModelName.parse(request.getName())
                .filter(name -> inference.isReady(name, GrpcInference.version(request.getVersion())))
                .isPresent();
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
            InferenceService.Description model = inference.describe(
                    InferenceService.named(request.getName()), GrpcInference.version(request.getVersion()));
            ModelMetadataResponse.Builder response = ModelMetadataResponse.newBuilder()
                    .setName(model.name().value())
                    .addAllVersions(model.versions())
                    .setPlatform(ServerInfo.PLATFORM);
            model.inputs().forEach(input -> response.addInputs(metadata(input)));
            model.outputs().forEach(output -> response.addOutputs(metadata(output)));
            ModelSettings.parameters(model.limits(), config.maxRequestSize().asLongValue())
                    .forEach((name, value) -> response.putParameters(name, GrpcTensors.parameter(value)));
            return Uni.createFrom().item(response.build());
        });
    }

    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<ModelConfigResponse> modelConfig(ModelConfigRequest request) {
        return answered(() -> Uni.createFrom()
                .item(GrpcExtensions.config(inference.describe(
                        InferenceService.named(request.getName()), GrpcInference.version(request.getVersion())))));
    }

    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<ModelStatisticsResponse> modelStatistics(ModelStatisticsRequest request) {
        return answered(() -> Uni.createFrom()
                .item(GrpcExtensions.statistics(inference.statistics(
                        GrpcInference.version(request.getName()).map(InferenceService::named),
                        GrpcInference.version(request.getVersion())))));
    }

    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<RepositoryIndexResponse> repositoryIndex(RepositoryIndexRequest request) {
        return answered(() -> Uni.createFrom().item(GrpcExtensions.index(inference.index(), request.getReady())));
    }

    /** Always refused: which versions are loaded is decided in the registry. */
    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<RepositoryModelLoadResponse> repositoryModelLoad(RepositoryModelLoadRequest request) {
        return answered(() -> Uni.createFrom().failure(OipExtensionsResource.controlled(request.getModelName())));
    }

    /** Always refused, as loading is. */
    @Override
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public Uni<RepositoryModelUnloadResponse> repositoryModelUnload(RepositoryModelUnloadRequest request) {
        return answered(() -> Uni.createFrom().failure(OipExtensionsResource.controlled(request.getModelName())));
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
                .chain(caller -> Uni.createFrom().completionStage(() -> infer(request, caller, deadline)))
                .map(answer -> GrpcTensors.answer(request, answer)));
    }

    private CompletableFuture<InferenceAnswer> infer(
            ModelInferRequest request, SecurityIdentity caller, Optional<Duration> deadline) {
        InferenceTenants tenants = tenant.inferenceTenants();
        admissions.remember(caller, tenants);
        return calls.infer(request, tenants, deadline);
    }

    private static <T> Uni<T> answered(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().deferred(work).onFailure().transform(GrpcInference::status);
    }
}
