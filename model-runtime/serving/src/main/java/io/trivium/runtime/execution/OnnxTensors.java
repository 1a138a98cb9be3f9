package io.trivium.runtime.execution;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tensors of a request as ONNX Runtime's and back. */
public final class OnnxTensors {
    private OnnxTensors() {}

    /** The tensor for ONNX Runtime, which the caller closes; a direct buffer is used in place. */
    public static OnnxTensor toOnnx(OrtEnvironment environment, Tensor tensor) throws OrtException {
        OnnxJavaType type = javaType(tensor.type());
        if (type == null) {
            String[] texts = tensor.texts().stream()
                    .map(text -> new String(text, StandardCharsets.UTF_8))
                    .toArray(String[]::new);
            return OnnxTensor.createTensor(environment, texts, tensor.shape());
        }
        ByteBuffer data = tensor.data().order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, data, tensor.shape(), type);
    }

    /** Whether every element is UTF-8, which is all that an ONNX string can hold. */
    public static boolean isText(Tensor tensor) {
        for (byte[] text : tensor.texts()) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            } catch (CharacterCodingException e) {
                return false;
            }
        }
        return true;
    }

    /** A copy of a result. */
    public static Tensor fromOnnx(String name, TensorType type, OnnxTensor tensor) throws OrtException {
        long[] shape = tensor.getInfo().getShape();
        if (type == TensorType.BYTES) {
            List<byte[]> texts = new ArrayList<>();
            collect(tensor.getValue(), texts);
            return Tensor.ofTexts(name, shape, texts);
        }
        if (Tensor.elements(shape) == 0) return Tensor.of(name, type, shape, ByteBuffer.allocate(0));
        return Tensor.of(name, type, shape, tensor.getByteBuffer());
    }

    private static void collect(Object value, List<byte[]> texts) {
        if (value instanceof Object[] several) {
            for (Object each : several) collect(each, texts);
        } else {
            texts.add(value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static @Nullable OnnxJavaType javaType(TensorType type) {
        return switch (type) {
            case BOOL -> OnnxJavaType.BOOL;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
            case BYTES -> null;
            case UINT16, UINT32, UINT64 -> throw new IllegalArgumentException(type + " cannot be fed");
        };
    }

    /** Parts along the first dimension as one tensor; all alike but for that dimension. */
    public static Tensor join(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        if (parts.size() == 1) return first;
        long[] shape = first.shape();
        shape[0] = parts.stream().mapToLong(part -> part.size(0)).sum();
        if (first.type() == TensorType.BYTES) {
            List<byte[]> texts = new ArrayList<>();
            for (Tensor part : parts) texts.addAll(part.texts());
            return Tensor.ofTexts(first.name(), shape, texts);
        }
        long bytes = parts.stream().mapToLong(part -> part.data().remaining()).sum();
        ByteBuffer whole = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
        for (Tensor part : parts) whole.put(part.data());
        return Tensor.of(first.name(), first.type(), shape, whole.flip());
    }
}
