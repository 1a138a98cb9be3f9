package io.trivium.core.inference;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusRuntimeException;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.model.ModelName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Converts requests and answers to and from messages of the Open Inference Protocol, and maps the statuses of gRPC. */
final class InferenceMessages {
    private InferenceMessages() {}

    /** The message of a request, without how long it may take. */
    static ModelInferRequest.Builder request(InferenceRequest request) {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder()
                .setModelName(request.modelName().value())
                .setId(request.id());
        if (request.modelVersion() != null) message.setModelVersion(request.modelVersion());
        if (request.tenant() != null) {
            message.putParameters(
                    "tenant",
                    InferParameter.newBuilder()
                            .setStringParam(request.tenant().value())
                            .build());
        }
        if (request.priority() > 0) message.putParameters("priority", intParameter(request.priority()));
        for (InferenceTensor input : request.inputs()) {
            ModelInferRequest.InferInputTensor.Builder tensor = message.addInputsBuilder()
                    .setName(input.name())
                    .setDatatype(input.type().name());
            for (long dimension : input.shape()) tensor.addShape(dimension);
            // The tensor never changes, so its bytes need no copy.
            message.addRawInputContents(UnsafeByteOperations.unsafeWrap(input.raw()));
        }
        for (String output : request.outputs()) message.addOutputsBuilder().setName(output);
        return message;
    }

    /** Sets the time that the server has, at least a microsecond. */
    static void limit(ModelInferRequest.Builder message, long nanos) {
        message.putParameters("timeout", intParameter(Math.max(1, TimeUnit.NANOSECONDS.toMicros(nanos))));
    }

    private static InferParameter intParameter(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    /** The answer; {@code BAD_RESPONSE} where it breaks the protocol. */
    static InferenceResult result(ModelName model, ModelInferResponse answer) {
        try {
            Map<String, InferenceTensor> outputs = new HashMap<>();
            List<InferenceTensor> tensors = TensorContents.outputs(answer);
            for (InferenceTensor tensor : tensors) {
                if (outputs.put(tensor.name(), tensor) != null) {
                    throw new IllegalArgumentException("output " + tensor.name() + " came twice");
                }
            }
            return new InferenceResult(
                    model,
                    answer.getModelVersion(),
                    answer.getId(),
                    outputs,
                    TensorContents.parameters(answer.getParametersMap()));
        } catch (IllegalArgumentException e) {
            throw new InferenceException(
                    InferenceError.BAD_RESPONSE,
                    "the model runtime's answer breaks the protocol: " + e.getMessage(),
                    e);
        }
    }

    /** Some of the model's experts are not in that server's memory, or are masked there. */
    static boolean isDegraded(ModelInferResponse answer) {
        InferParameter degraded = answer.getParametersMap().get("degraded");
        return degraded != null && degraded.getBoolParam();
    }

    /** Returns the exception that a caller receives for a call that ended without an answer. */
    static InferenceException failure(StatusRuntimeException e) {
        String what = String.valueOf(e.getStatus().getDescription());
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED ->
                new InferenceException(InferenceError.UNAVAILABLE, "the model runtime is not available: " + what, e);
            case DEADLINE_EXCEEDED ->
                new InferenceException(InferenceError.TIMEOUT, "the model runtime did not answer in time", e);
            case NOT_FOUND ->
                new InferenceException(
                        InferenceError.MODEL_NOT_FOUND, "the model runtime has no such model: " + what, e);
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new InferenceException(
                        InferenceError.NOT_PERMITTED, "the model runtime does not admit this service: " + what, e);
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, ALREADY_EXISTS ->
                new InferenceException(InferenceError.REFUSED, "the model runtime refused the request: " + what, e);
            case OK, CANCELLED, UNKNOWN, ABORTED, UNIMPLEMENTED, INTERNAL, DATA_LOSS ->
                new InferenceException(InferenceError.FAILED, "the model runtime failed: " + what, e);
        };
    }
}
