package io.trivium.runtime.inference;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceService;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol v2 over REST, with the binary tensor and schedule policy extensions. Errors are
 * {@code {"error": "…"}}, as that protocol has it, not problem documents.
 */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
public class OipResource {
    static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private static final int RETRY_SECONDS = 1;

    private final InferenceService inference;
    private final RestInference calls;
    private final Admissions admissions;
    private final TenantContext tenant;
    private final SecurityIdentity identity;
    private final OipConfig config;

    OipResource(
            InferenceService inference,
            RestInference calls,
            Admissions admissions,
            TenantContext tenant,
            SecurityIdentity identity,
            OipConfig config) {
        this.inference = inference;
        this.calls = calls;
        this.admissions = admissions;
        this.tenant = tenant;
        this.identity = identity;
        this.config = config;
    }

    record Live(boolean live) {}

    record Ready(boolean ready) {}

    record ModelReady(String name, boolean ready) {}

    record ServerMetadata(String name, String version, List<String> extensions) {}

    record TensorMetadata(String name, String datatype, List<Long> shape) {}

    /** @param parameters limits: numbers, booleans and texts by name */
    record ModelMetadata(
            String name,
            List<String> versions,
            String platform,
            List<TensorMetadata> inputs,
            List<TensorMetadata> outputs,
            Map<String, Object> parameters) {}

    /** @param error one sentence */
    record OipError(String error) {}

    @GET
    @Path("health/live")
    @PermitAll
    @NonBlocking
    public Live live() {
        return new Live(true);
    }

    /** Ready when every model that should serve does; an empty registry is always ready. */
    @GET
    @Path("health/ready")
    @APIResponse(
            responseCode = "200",
            description = "Every model that should serve does",
            content = @Content(schema = @Schema(implementation = Ready.class)))
    @APIResponse(
            responseCode = "503",
            description = "Not ready, with Retry-After",
            content = @Content(schema = @Schema(implementation = Ready.class)))
    @PermitAll
    @NonBlocking
    public Response ready() {
        boolean ready = inference.isReady();
        Response.ResponseBuilder answer =
                ready ? Response.ok() : Response.status(503).header("Retry-After", RETRY_SECONDS);
        return answer.entity(new Ready(ready)).build();
    }

    @GET
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    @NonBlocking
    public ServerMetadata server() {
        return new ServerMetadata(ServerInfo.NAME, ServerInfo.version(), ServerInfo.EXTENSIONS);
    }

    @GET
    @Path("models/{model}")
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    @NonBlocking
    public ModelMetadata model(@PathParam("model") String model) {
        return metadata(model, Optional.empty());
    }

    @GET
    @Path("models/{model}/versions/{version}")
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    @NonBlocking
    public ModelMetadata version(@PathParam("model") String model, @PathParam("version") String version) {
        return metadata(model, Optional.of(version));
    }

    private ModelMetadata metadata(String model, Optional<String> version) {
        InferenceService.Description description = inference.describe(InferenceService.named(model), version);
        return new ModelMetadata(
                description.name().value(),
                description.versions(),
                ServerInfo.PLATFORM,
                tensors(description.inputs()),
                tensors(description.outputs()),
                ModelSettings.parameters(
                        description.limits(), config.maxRequestSize().asLongValue()));
    }

    private static List<TensorMetadata> tensors(List<ModelSignature.Port> tensors) {
        return tensors.stream()
                .map(tensor -> new TensorMetadata(tensor.name(), tensor.type().name(), tensor.shape()))
                .toList();
    }

    @GET
    @Path("models/{model}/ready")
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    @NonBlocking
    public Response modelReady(@PathParam("model") String model) {
        return readiness(model, Optional.empty());
    }

    @GET
    @Path("models/{model}/versions/{version}/ready")
    @RolesAllowed({Roles.INFERENCE_CLIENT, Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    @NonBlocking
    public Response versionReady(@PathParam("model") String model, @PathParam("version") String version) {
        return readiness(model, Optional.of(version));
    }

    /** A known version that does not serve now is 503; one that does not exist is 4xx, as the protocol requires. */
    private Response readiness(String model, Optional<String> version) {
        Optional<ModelName> named = ModelName.parse(model);
        ModelReady ready = new ModelReady(
                model, named.filter(name -> inference.isReady(name, version)).isPresent());
        if (ready.ready()) return Response.ok(ready).build();
        Response.ResponseBuilder answer =
                named.filter(name -> inference.isKnown(name, version)).isPresent()
                        ? Response.status(503).header("Retry-After", RETRY_SECONDS)
                        : Response.status(404);
        return answer.entity(ready).build();
    }

    @POST
    @Path("models/{model}/infer")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.INFERENCE_CLIENT)
    @RunOnVirtualThread
    public Response infer(
            @PathParam("model") String model, @HeaderParam(HEADER_LENGTH) @Nullable String headerLength, byte[] body) {
        return infer(model, Optional.empty(), headerLength, body);
    }

    @POST
    @Path("models/{model}/versions/{version}/infer")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.INFERENCE_CLIENT)
    @RunOnVirtualThread
    public Response inferVersion(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @HeaderParam(HEADER_LENGTH) @Nullable String headerLength,
            byte[] body) {
        return infer(model, Optional.of(version), headerLength, body);
    }

    private Response infer(String model, Optional<String> version, @Nullable String headerLength, byte[] body) {
        InferenceTenants tenants = tenant.inferenceTenants();
        admissions.remember(identity, tenants);
        RestInference.Queued queued = calls.infer(model, version, headerLength, body, tenants);
        RestAnswer answer = queued.encoded(await(queued.answer()));
        Response.ResponseBuilder response = Response.ok(answer.body()).type(answer.mediaType());
        if (answer.jsonBytes() >= 0) response.header(HEADER_LENGTH, answer.jsonBytes());
        return response.build();
    }

    private static InferenceAnswer await(CompletableFuture<InferenceAnswer> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PlatformException known) throw known;
            throw e;
        }
    }

    /** Failures of these endpoints only; the rest of the service answers with problem documents. */
    @ServerExceptionMapper
    Response failed(PlatformException e) {
        return error(e);
    }

    static Response error(PlatformException e) {
        RestInference.logged(e);
        Response.ResponseBuilder response = Response.status(OipStatus.http(e.code()))
                .type(MediaType.APPLICATION_JSON)
                .entity(new OipError(e.detail()));
        OipStatus.retryAfter(e).ifPresent(seconds -> response.header("Retry-After", seconds));
        return response.build();
    }
}
