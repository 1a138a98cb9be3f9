package io.trivium.runtime.inference;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.inference.element.BinaryElements;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** An inference requested over REST, by either route of the call. Never blocks; thread-safe. */
@ApplicationScoped
class RestInference {
    private static final Logger LOG = Logger.getLogger(RestInference.class);

    private final InferenceService inference;
    private final OipConfig config;

    RestInference(InferenceService inference, OipConfig config) {
        this.inference = inference;
        this.config = config;
    }

    /**
     * A queued inference.
     *
     * @param answer of the model; cancelling it drops the inference
     */
    record Queued(RestRequest request, CompletableFuture<InferenceAnswer> answer) {
        /** The form in which an answer is sent. */
        RestAnswer encoded(InferenceAnswer given) {
            return RestAnswer.of(request.id(), given, binaryOutputs(request));
        }
    }

    /**
     * Queues the inference.
     *
     * @param version empty for the version that answers requests without one
     * @param headerLength the header {@link OipResource#HEADER_LENGTH}, or null
     * @param tenants that the caller may infer for
     * @throws PlatformException when the request is wrong, not permitted or not accepted
     */
    Queued infer(
            String model,
            Optional<String> version,
            @Nullable String headerLength,
            byte[] body,
            InferenceTenants tenants) {
        long most = config.maxRequestSize().asLongValue();
        if (body.length > most) {
            throw new PlatformException(
                    RuntimeErrorCode.INFERENCE_REQUEST_TOO_LARGE,
                    "the request has " + body.length + " bytes, more than the " + most + " read here");
        }
        int jsonBytes = headerLength == null ? body.length : headerLength(headerLength, body.length);
        boolean raw = headerLength != null && jsonBytes == 0;
        RestRequest request = raw ? rawRequest(model, version, body) : RestRequest.read(body, jsonBytes);
        TenantId tenant = tenants.of(request.parameters().tenant());
        return new Queued(
                request,
                inference.infer(new InferenceCall(
                        InferenceService.named(model),
                        version,
                        request.inputs(),
                        request.outputs().stream()
                                .map(RestRequest.RequestedOutput::name)
                                .toList(),
                        tenant,
                        request.parameters().priority(),
                        request.parameters().latencyClass(),
                        request.parameters().timeout())));
    }

    /** Logs a failure that an operator must investigate. */
    static void logged(PlatformException e) {
        if (e.code().category() == ErrorCategory.INTERNAL)
            LOG.errorf(e, "inference failed: %s", e.code().code());
    }

    private static int headerLength(String text, int bodyLength) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > bodyLength) {
            throw invalid(OipResource.HEADER_LENGTH + " is not a length within the body of " + bodyLength + " bytes: "
                    + text);
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
}
