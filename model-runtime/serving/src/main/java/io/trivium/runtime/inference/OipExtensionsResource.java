package io.trivium.runtime.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.NonBlocking;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.pack.SharedFiles;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.ModelStatistics;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of the Open Inference Protocol v2 that say what a server has and did, as NVIDIA Triton defines them:
 * {@code model_repository} (the index; loading is the registry's), {@code model_configuration} and {@code statistics}.
 */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
@NonBlocking
public class OipExtensionsResource {
    private final InferenceService inference;
    private final ExpertCatalogue experts;
    private final ModelStore store;

    OipExtensionsResource(InferenceService inference, ExpertCatalogue experts, ModelStore store) {
        this.inference = inference;
        this.experts = experts;
        this.store = store;
    }

    /** @param ready whether only versions that serve are listed; all of them when absent */
    record IndexRequest(@Nullable Boolean ready) {}

    /**
     * A version in the index.
     *
     * @param state {@code READY} or {@code UNAVAILABLE}
     * @param reason why it is not ready, else empty
     */
    record IndexEntry(String name, String version, String state, String reason) {
        static IndexEntry of(InferenceService.Entry entry) {
            return new IndexEntry(
                    entry.name().value(),
                    entry.version(),
                    entry.ready() ? "READY" : "UNAVAILABLE",
                    entry.ready() ? "" : "the server that answers for it does not");
        }
    }

    record Total(long count, long ns) {
        static Total of(ModelStatistics.Duration duration) {
            return new Total(duration.count(), duration.nanos());
        }
    }

    record InferenceTotals(
            Total success,
            Total fail,
            Total queue,
            @JsonProperty("compute_input") Total computeInput,
            @JsonProperty("compute_infer") Total computeInfer,
            @JsonProperty("compute_output") Total computeOutput) {}

    record BatchTotals(
            @JsonProperty("batch_size") long batchSize,
            @JsonProperty("compute_input") Total computeInput,
            @JsonProperty("compute_infer") Total computeInfer,
            @JsonProperty("compute_output") Total computeOutput) {}

    record VersionStatistics(
            String name,
            String version,
            @JsonProperty("last_inference") long lastInference,
            @JsonProperty("inference_count") long inferenceCount,
            @JsonProperty("execution_count") long executionCount,
            @JsonProperty("inference_stats") InferenceTotals inferenceStats,
            @JsonProperty("batch_stats") List<BatchTotals> batchStats) {

        static VersionStatistics of(ModelStatistics.View view) {
            return new VersionStatistics(
                    view.name().value(),
                    view.version().value(),
                    view.lastMillis(),
                    view.rows(),
                    view.executions(),
                    new InferenceTotals(
                            Total.of(view.success()),
                            Total.of(view.fail()),
                            Total.of(view.queue()),
                            Total.of(view.input()),
                            Total.of(view.infer()),
                            Total.of(view.output())),
                    view.batches().stream()
                            .map(batch -> new BatchTotals(
                                    batch.rows(),
                                    Total.of(batch.input()),
                                    Total.of(batch.infer()),
                                    Total.of(batch.output())))
                            .toList());
        }
    }

    /**
     * Bytes of pieces and packs of all models. Named ones count for every version that uses them, the others once, as
     * versions share what has the same content.
     *
     * @param sessions open sessions of pieces
     */
    record Sharing(
            @JsonProperty("loaded_bytes") long loadedBytes,
            @JsonProperty("loaded_named_bytes") long loadedNamedBytes,
            int sessions,
            @JsonProperty("stored_bytes") long storedBytes,
            @JsonProperty("stored_named_bytes") long storedNamedBytes) {}

    record Statistics(@JsonProperty("model_stats") List<VersionStatistics> modelStats, Sharing sharing) {}

    record ConfigTensor(
            String name, @JsonProperty("data_type") String dataType, List<Long> dims) {
        static List<ConfigTensor> of(List<ModelSignature.Port> ports, InferenceService.Limits limits) {
            return ports.stream()
                    .map(port -> new ConfigTensor(
                            port.name(), ModelSettings.type(port.type()), ModelSettings.dims(port, limits)))
                    .toList();
        }
    }

    record QueuePolicy(
            @JsonProperty("default_timeout_microseconds") long defaultTimeout,
            @JsonProperty("allow_timeout_override") boolean allowTimeoutOverride,
            @JsonProperty("max_queue_size") int maxQueueSize) {}

    record DynamicBatching(
            @JsonProperty("max_queue_delay_microseconds") long maxQueueDelay,
            @JsonProperty("default_queue_policy") QueuePolicy defaultQueuePolicy) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Configuration(
            String name,
            String platform,
            String backend,
            @JsonProperty("max_batch_size") long maxBatchSize,
            List<ConfigTensor> input,
            List<ConfigTensor> output,
            @JsonProperty("dynamic_batching") @Nullable DynamicBatching dynamicBatching) {}

    /** Lists the loaded versions, and the models that other servers answer for. */
    @POST
    @Path("repository/index")
    @Consumes(MediaType.WILDCARD)
    public List<IndexEntry> index(@Nullable IndexRequest request) {
        boolean readyOnly = request != null && Boolean.TRUE.equals(request.ready());
        return inference.index().stream()
                .filter(entry -> entry.ready() || !readyOnly)
                .map(IndexEntry::of)
                .toList();
    }

    /** Always refused: which versions are loaded is decided in the registry, by its rules for a champion. */
    @POST
    @Path("repository/models/{model}/load")
    @Consumes(MediaType.WILDCARD)
    public Response load(@PathParam("model") String model) {
        throw controlled(model);
    }

    /** Always refused, as loading is. */
    @POST
    @Path("repository/models/{model}/unload")
    @Consumes(MediaType.WILDCARD)
    public Response unload(@PathParam("model") String model) {
        throw controlled(model);
    }

    static PlatformException controlled(String model) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_CONTROL_BY_REGISTRY,
                "models are not loaded or unloaded by the inference protocol here; a model operator registers and"
                        + " promotes versions of '" + model + "' under /v1/models");
    }

    @GET
    @Path("models/stats")
    public Statistics statistics() {
        return statistics(Optional.empty(), Optional.empty());
    }

    @GET
    @Path("models/{model}/stats")
    public Statistics modelStatistics(@PathParam("model") String model) {
        return statistics(Optional.of(model), Optional.empty());
    }

    @GET
    @Path("models/{model}/versions/{version}/stats")
    public Statistics versionStatistics(@PathParam("model") String model, @PathParam("version") String version) {
        return statistics(Optional.of(model), Optional.of(version));
    }

    private Statistics statistics(Optional<String> model, Optional<String> version) {
        ExpertCatalogue.LoadedPieces pieces = experts.pieces();
        SharedFiles.Usage stored = store.usage();
        return new Statistics(
                inference.statistics(model.map(InferenceService::named), version).stream()
                        .map(VersionStatistics::of)
                        .toList(),
                new Sharing(
                        pieces.bytes(), pieces.namedBytes(), pieces.sessions(), stored.bytes(), stored.namedBytes()));
    }

    @GET
    @Path("models/{model}/config")
    public Configuration configuration(@PathParam("model") String model) {
        return configuration(model, Optional.empty());
    }

    @GET
    @Path("models/{model}/versions/{version}/config")
    public Configuration versionConfiguration(@PathParam("model") String model, @PathParam("version") String version) {
        return configuration(model, Optional.of(version));
    }

    private Configuration configuration(String model, Optional<String> version) {
        InferenceService.Description described = inference.describe(InferenceService.named(model), version);
        InferenceService.Limits limits = described.limits();
        return new Configuration(
                described.name().value(),
                ServerInfo.PLATFORM,
                ModelSettings.BACKEND,
                ModelSettings.batch(limits),
                ConfigTensor.of(described.inputs(), limits),
                ConfigTensor.of(described.outputs(), limits),
                limits.batched()
                        ? new DynamicBatching(
                                ModelSettings.micros(limits.serving().maxDelay()),
                                new QueuePolicy(
                                        ModelSettings.micros(limits.defaultTimeout()),
                                        true,
                                        limits.serving().queueCapacity()))
                        : null);
    }

    /** Failures of these endpoints only, in the protocol's form. */
    @ServerExceptionMapper
    Response failed(PlatformException e) {
        return OipResource.error(e);
    }
}
