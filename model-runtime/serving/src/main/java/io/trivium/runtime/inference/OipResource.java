package io.trivium.runtime.inference;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
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
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger(OipResource.class);

    private final InferenceService inference;
    private final TenantContext tenant;
    private final OipConfig config;

    OipResource(InferenceService inference, TenantContext tenant, OipConfig config) {
        this.inference = inference;
        this.tenant = tenant;
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
        long most = config.maxRequestSize().asLongValue();
        if (body.length > most) {
            throw new PlatformException(
                    RuntimeErrorCode.INFERENCE_REQUEST_TOO_LARGE,
                    "the request has " + body.length + " bytes, more than the " + most + " read here");
        }
        int jsonBytes = headerLength == null ? body.length : headerLength(headerLength, body.length);
        boolean raw = headerLength != null && jsonBytes == 0;
        RestRequest request = raw ? rawRequest(model, version, body) : RestRequest.read(body, jsonBytes);
        TenantId acting = tenant.forInference(request.parameters().tenant());
        InferenceAnswer answer = await(new InferenceCall(
                InferenceService.named(model),
                version,
                request.inputs(),
                request.outputs().stream()
                        .map(RestRequest.RequestedOutput::name)
                        .toList(),
                acting,
                request.parameters().priority(),
                request.parameters().latencyClass(),
                request.parameters().timeout()));
        RestAnswer wire = RestAnswer.of(request.id(), answer, binaryOutputs(request));
        Response.ResponseBuilder response = Response.ok(wire.body());
        return wire.jsonBytes() < 0
                ? response.type(MediaType.APPLICATION_JSON).build()
                : response.type(MediaType.APPLICATION_OCTET_STREAM)
                        .header(HEADER_LENGTH, wire.jsonBytes())
                        .build();
    }

    private InferenceAnswer await(InferenceCall call) {
        try {
            return inference.infer(call).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PlatformException known) throw known;
            throw e;
        }
    }

    private static int headerLength(String text, int bodyLength) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > bodyLength) {
            throw invalid(HEADER_LENGTH + " is not a length within the body of " + bodyLength + " bytes: " + text);
        }
        return Integer.parseInt(text);
    }

    private static Predicate<String> binaryOutputs(RestRequest request) {
        boolean otherwise = request.parameters().binaryOutput();
        Map<String, Boolean> chosen = new HashMap<>();
        for (RestRequest.RequestedOutput output : request.outputs()) {
            if (output.binary() != null) chosen.put(output.name(), output.binary());
        }
        return output -> chosen.getOrDefault(output, otherwise);
    }

    /** A body that is nothing but the bytes of the model's one input; answered in binary as well. */
    private RestRequest rawRequest(String model, Optional<String> version, byte[] body) {
        List<ModelSignature.Port> inputs =
                inference.describe(InferenceService.named(model), version).inputs();
        if (inputs.size() != 1) {
            throw invalid("a raw request needs a model with one input; model '" + model + "' has " + inputs.size());
        }
        ModelSignature.Port input = inputs.getFirst();
        long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
        RequestParameters parameters = RequestParameters.of(Map.of("binary_data_output", true));
        if (input.type() == TensorType.BYTES) {
            if (shape.length != 1) throw invalid("a raw request of BYTES needs an input of one dimension");
            return new RestRequest(
                    null, parameters, List.of(Tensor.ofTexts(input.name(), new long[] {1}, List.of(body))), List.of());
        }
        inferShape(input, shape, body.length);
        Tensor tensor = BinaryElements.read(input.name(), input.type(), shape, ByteBuffer.wrap(body));
        return new RestRequest(null, parameters, List.of(tensor), List.of());
    }

    /** The batch is one; at most one other dimension may be open, and the length of the body decides it. */
    private static void inferShape(ModelSignature.Port input, long[] shape, int bytes) {
        int open = -1;
        long known = input.type().bytes();
        boolean severalOpen = input.shape().stream().filter(size -> size < 0).count() > 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] >= 0) {
                known *= shape[i];
            } else if (i == 0 && severalOpen) {
                shape[i] = 1;
            } else if (open < 0) {
                open = i;
            } else {
                throw invalid("a raw request needs an input with at most one open dimension besides the batch; '"
                        + input.name() + "' has shape " + input.shape());
            }
        }
        if (open >= 0) shape[open] = known == 0 ? 0 : bytes / known;
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }

    /** Failures of these endpoints only; the rest of the service answers with problem documents. */
    @ServerExceptionMapper
    Response failed(PlatformException e) {
        return error(e);
    }

    static Response error(PlatformException e) {
        int status = OipStatus.http(e.code());
        if (e.code().category() == ErrorCategory.INTERNAL)
            LOG.errorf(e, "inference failed: %s", e.code().code());
        Response.ResponseBuilder response =
                Response.status(status).type(MediaType.APPLICATION_JSON).entity(new OipError(e.detail()));
        if (status == 503) response.header("Retry-After", e.details().getOrDefault("retryAfter", RETRY_SECONDS));
        return response.build();
    }
}
