package io.trivium.core.inference;

import com.google.protobuf.ByteString;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.InferTensorContents;
import io.trivium.core.inference.protocol.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tensors and parameters in the form in which protocol messages hold them. */
public final class TensorContents {
    private TensorContents() {}

    /**
     * The outputs of an answer, from raw or typed contents.
     *
     * @throws IllegalArgumentException if contents and shapes do not agree
     */
    static List<InferenceTensor> outputs(ModelInferResponse answer) {
        int raw = answer.getRawOutputContentsCount();
        if (raw != 0 && raw != answer.getOutputsCount()) {
            throw new IllegalArgumentException(answer.getOutputsCount() + " outputs with " + raw + " raw contents");
        }
        List<InferenceTensor> tensors = new ArrayList<>(answer.getOutputsCount());
        for (int i = 0; i < answer.getOutputsCount(); i++) {
            ModelInferResponse.InferOutputTensor output = answer.getOutputs(i);
            DataType type = type(output.getDatatype());
            ByteBuffer bytes = raw == 0
                    ? toRaw(type, output.getContents())
                    : answer.getRawOutputContents(i).asReadOnlyByteBuffer();
            tensors.add(new InferenceTensor(output.getName(), type, shape(output.getShapeList()), bytes));
        }
        return tensors;
    }

    /** The data type of this name; {@link IllegalArgumentException} if the protocol has none such. */
    public static DataType type(String name) {
        for (DataType type : DataType.values()) {
            if (type.name().equals(name)) return type;
        }
        throw new IllegalArgumentException("unknown datatype");
    }

    /**
     * Typed contents in the raw layout.
     *
     * @throws IllegalArgumentException for FP16 and BF16, which the protocol only knows raw, and for integers outside
     *     their type
     */
    public static ByteBuffer toRaw(DataType type, InferTensorContents contents) {
        return switch (type) {
            case BOOL -> {
                ByteBuffer out = allocate(contents.getBoolContentsCount(), 1);
                contents.getBoolContentsList().forEach(v -> out.put((byte) (v ? 1 : 0)));
                yield out.flip();
            }
            case INT8 -> integers(contents.getIntContentsList(), 1, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> integers(contents.getIntContentsList(), 2, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> integers(contents.getIntContentsList(), 4, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT8 -> unsigned(contents.getUintContentsList(), 1, 0xffL);
            case UINT16 -> unsigned(contents.getUintContentsList(), 2, 0xffffL);
            case UINT32 -> unsigned(contents.getUintContentsList(), 4, 0xffff_ffffL);
            case INT64 -> {
                ByteBuffer out = allocate(contents.getInt64ContentsCount(), Long.BYTES);
                contents.getInt64ContentsList().forEach(out::putLong);
                yield out.flip();
            }
            case UINT64 -> {
                ByteBuffer out = allocate(contents.getUint64ContentsCount(), Long.BYTES);
                contents.getUint64ContentsList().forEach(out::putLong);
                yield out.flip();
            }
            case FP32 -> {
                ByteBuffer out = allocate(contents.getFp32ContentsCount(), Float.BYTES);
                contents.getFp32ContentsList().forEach(out::putFloat);
                yield out.flip();
            }
            case FP64 -> {
                ByteBuffer out = allocate(contents.getFp64ContentsCount(), Double.BYTES);
                contents.getFp64ContentsList().forEach(out::putDouble);
                yield out.flip();
            }
            case BYTES -> {
                int size = 0;
                for (ByteString value : contents.getBytesContentsList()) {
                    size = Math.addExact(size, Math.addExact(Integer.BYTES, value.size()));
                }
                ByteBuffer out = allocate(size, 1);
                for (ByteString value : contents.getBytesContentsList()) {
                    out.putInt(value.size());
                    value.copyTo(out);
                }
                yield out.flip();
            }
            case FP16, BF16 -> throw new IllegalArgumentException(type + " tensors must come as raw contents");
        };
    }

    /** Parameters as Boolean, Long, String or Double; ones without a value are left out. */
    public static Map<String, Object> parameters(Map<String, InferParameter> parameters) {
        Map<String, Object> values = new HashMap<>();
        parameters.forEach((name, parameter) -> {
            switch (parameter.getParameterChoiceCase()) {
                case BOOL_PARAM -> values.put(name, parameter.getBoolParam());
                case INT64_PARAM -> values.put(name, parameter.getInt64Param());
                case STRING_PARAM -> values.put(name, parameter.getStringParam());
                case DOUBLE_PARAM -> values.put(name, parameter.getDoubleParam());
                case UINT64_PARAM -> values.put(name, parameter.getUint64Param());
                case PARAMETERCHOICE_NOT_SET -> {}
            }
        });
        return values;
    }

    /** Dimensions as an array. */
    public static long[] shape(List<Long> dimensions) {
        return dimensions.stream().mapToLong(Long::longValue).toArray();
    }

    private static ByteBuffer integers(List<Integer> values, int size, long min, long max) {
        ByteBuffer out = allocate(values.size(), size);
        for (int value : values) put(out, value, size, min, max);
        return out.flip();
    }

    private static ByteBuffer unsigned(List<Integer> values, int size, long max) {
        ByteBuffer out = allocate(values.size(), size);
        for (int value : values) put(out, Integer.toUnsignedLong(value), size, 0, max);
        return out.flip();
    }

    private static void put(ByteBuffer out, long value, int size, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("a value does not fit " + size * 8 + " bits");
        }
        switch (size) {
            case 1 -> out.put((byte) value);
            case 2 -> out.putShort((short) value);
            default -> out.putInt((int) value);
        }
    }

    private static ByteBuffer allocate(int elements, int size) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, size)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
