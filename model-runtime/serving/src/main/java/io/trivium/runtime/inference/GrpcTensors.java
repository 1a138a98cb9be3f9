package io.trivium.runtime.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.trivium.core.error.PlatformException;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.InferTensorContents;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.inference.element.BinaryElements;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tensors and parameters between the gRPC messages and ours. */
final class GrpcTensors {
    private GrpcTensors() {}

    /** The inputs, either all in {@code raw_input_contents} or each in its typed contents. */
    static List<Tensor> inputs(ModelInferRequest request) {
        boolean raw = request.getRawInputContentsCount() > 0;
        if (raw && request.getRawInputContentsCount() != request.getInputsCount()) {
            throw invalid("raw_input_contents has " + request.getRawInputContentsCount() + " elements for "
                    + request.getInputsCount() + " inputs");
        }
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < request.getInputsCount(); i++) {
            ModelInferRequest.InferInputTensor input = request.getInputs(i);
            String name = input.getName();
            TensorType type = TensorType.ofProtocolName(input.getDatatype())
                    .orElseThrow(() -> invalid("there is no datatype '" + input.getDatatype() + "'"));
            long[] shape =
                    input.getShapeList().stream().mapToLong(Long::longValue).toArray();
            if (raw) {
                if (elements(input.getContents()) > 0) {
                    throw invalid("input '" + name + "' has typed contents in addition to raw_input_contents");
                }
                inputs.add(BinaryElements.read(
                        name, type, shape, request.getRawInputContents(i).asReadOnlyByteBuffer()));
            } else {
                inputs.add(typed(name, type, shape, input.getContents()));
            }
        }
        return inputs;
    }

    private static long elements(InferTensorContents contents) {
        return (long) contents.getBoolContentsCount()
                + contents.getIntContentsCount()
                + contents.getInt64ContentsCount()
                + contents.getUintContentsCount()
                + contents.getUint64ContentsCount()
                + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount()
                + contents.getBytesContentsCount();
    }

    private static Tensor typed(String name, TensorType type, long[] shape, InferTensorContents contents) {
        int count = switch (type) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16, BF16 ->
                throw invalid("input '" + name + "' of datatype " + type + " must be in raw_input_contents");
        };
        if (elements(contents) != count) {
            throw invalid("input '" + name + "' has contents of another datatype than " + type);
        }
        try {
            if (type == TensorType.BYTES) {
                return Tensor.ofTexts(
                        name,
                        shape,
                        contents.getBytesContentsList().stream()
                                .map(ByteString::toByteArray)
                                .toList());
            }
            long expected = Tensor.elements(shape);
            if (expected != count) {
                throw invalid("input '" + name + "' expects " + expected + " elements for its shape, got " + count);
            }
            ByteBuffer data = ByteBuffer.allocateDirect(Math.multiplyExact(count, type.bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) put(data, name, type, contents, i);
            return Tensor.of(name, type, shape, data.flip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw invalid("input '" + name + "': " + e.getMessage());
        }
    }

    private static void put(ByteBuffer data, String name, TensorType type, InferTensorContents contents, int i) {
        switch (type) {
            case BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
            case INT8 -> data.put((byte) within(name, i, contents.getIntContents(i), Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 ->
                data.putShort((short) within(name, i, contents.getIntContents(i), Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> data.putInt(contents.getIntContents(i));
            case INT64 -> data.putLong(contents.getInt64Contents(i));
            case UINT8 ->
                data.put((byte) within(name, i, Integer.toUnsignedLong(contents.getUintContents(i)), 0, 0xFF));
            case UINT16 ->
                data.putShort((short) within(name, i, Integer.toUnsignedLong(contents.getUintContents(i)), 0, 0xFFFF));
            case UINT32 -> data.putInt(contents.getUintContents(i));
            case UINT64 -> data.putLong(contents.getUint64Contents(i));
            case FP32 -> data.putFloat(contents.getFp32Contents(i));
            case FP64 -> data.putDouble(contents.getFp64Contents(i));
            case FP16, BF16, BYTES -> throw new IllegalStateException("not a typed number: " + type);
        }
    }

    private static long within(String name, int index, long value, long least, long most) {
        if (value < least || value > most) {
            throw invalid("element " + index + " of input '" + name + "' must be from " + least + " to " + most
                    + ", got " + value);
        }
        return value;
    }

    /** The answer, in raw contents when the request was or when a type has no typed form. */
    static ModelInferResponse answer(ModelInferRequest request, InferenceAnswer answer) {
        boolean raw = request.getRawInputContentsCount() > 0
                || answer.outputs().stream()
                        .anyMatch(output -> output.type() == TensorType.FP16 || output.type() == TensorType.BF16);
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                .setModelName(answer.model().value())
                .setModelVersion(answer.version())
                .setId(request.getId());
        AnswerParameters.of(answer.report()).forEach((name, value) -> response.putParameters(name, parameter(value)));
        for (Tensor tensor : answer.outputs()) {
            ModelInferResponse.InferOutputTensor.Builder output = response.addOutputsBuilder()
                    .setName(tensor.name())
                    .setDatatype(tensor.type().name());
            for (long size : tensor.shape()) output.addShape(size);
            if (raw) response.addRawOutputContents(UnsafeByteOperations.unsafeWrap(BinaryElements.write(tensor)));
            else output.setContents(contents(tensor));
        }
        return response.build();
    }

    static InferParameter parameter(Object value) {
        InferParameter.Builder parameter = InferParameter.newBuilder();
        return switch (value) {
            case Boolean truth -> parameter.setBoolParam(truth).build();
            case Long whole -> parameter.setInt64Param(whole).build();
            default -> parameter.setStringParam(value.toString()).build();
        };
    }

    private static InferTensorContents contents(Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        ByteBuffer data = tensor.data();
        long count = tensor.elements();
        for (int i = 0; i < count; i++) {
            switch (tensor.type()) {
                case BOOL -> contents.addBoolContents(data.get(i) != 0);
                case INT8 -> contents.addIntContents(data.get(i));
                case INT16 -> contents.addIntContents(data.getShort(2 * i));
                case INT32 -> contents.addIntContents(data.getInt(4 * i));
                case INT64 -> contents.addInt64Contents(data.getLong(8 * i));
                case UINT8 -> contents.addUintContents(Byte.toUnsignedInt(data.get(i)));
                case UINT16 -> contents.addUintContents(Short.toUnsignedInt(data.getShort(2 * i)));
                case UINT32 -> contents.addUintContents(data.getInt(4 * i));
                case UINT64 -> contents.addUint64Contents(data.getLong(8 * i));
                case FP32 -> contents.addFp32Contents(data.getFloat(4 * i));
                case FP64 -> contents.addFp64Contents(data.getDouble(8 * i));
                case BYTES ->
                    contents.addBytesContents(ByteString.copyFrom(tensor.texts().get(i)));
                case FP16, BF16 -> throw new IllegalStateException("no typed form: " + tensor.type());
            }
        }
        return contents.build();
    }

    static RequestParameters parameters(ModelInferRequest request) {
        Map<String, Object> given = new HashMap<>();
        request.getParametersMap().forEach((name, value) -> {
            Object plain = plain(value);
            if (plain != null) given.put(name, plain);
        });
        return RequestParameters.of(given);
    }

    private static @org.jspecify.annotations.Nullable Object plain(InferParameter value) {
        return switch (value.getParameterChoiceCase()) {
            case BOOL_PARAM -> value.getBoolParam();
            case INT64_PARAM -> value.getInt64Param();
            case STRING_PARAM -> value.getStringParam();
            case DOUBLE_PARAM -> value.getDoubleParam();
            case UINT64_PARAM -> value.getUint64Param() < 0 ? Long.MAX_VALUE : value.getUint64Param();
            case PARAMETERCHOICE_NOT_SET -> null;
        };
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }
}
