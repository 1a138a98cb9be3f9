package io.trivium.core.learning;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.trivium.core.event.EventRules;
import io.trivium.core.inference.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One input of an example as the model was given it. The elements travel as their bytes, so that every number comes back
 * bit for bit; one row of 73 float32 takes 392 characters.
 *
 * @param name as in the model's specification
 * @param datatype of the Open Inference Protocol, any but {@link DataType#BYTES}
 * @param shape sizes from the outermost dimension, without the batch; empty for a single number
 * @param data the elements, row-major and little-endian, in base64 with padding (RFC 4648 §4)
 */
public record ExampleTensor(String name, DataType datatype, List<Long> shape, String data) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final int MOST_DIMENSIONS = 8;

    public ExampleTensor {
        EventRules.require(
                NAME.matcher(name).matches(), "name", "must be 1 to 64 of A-Z a-z 0-9 _ . - and no digit first");
        EventRules.require(datatype != DataType.BYTES, "datatype", "must be one whose elements have a fixed size");
        EventRules.require(shape.size() <= MOST_DIMENSIONS, "shape", "must have at most " + MOST_DIMENSIONS + " sizes");
        shape = List.copyOf(shape);
        long bytes = datatype.size();
        for (long size : shape) {
            EventRules.require(
                    size >= 1 && size <= ExampleObserved.MAX_BYTES,
                    "shape",
                    "must have sizes of 1 or more that fit an event");
            bytes = Math.min(bytes * size, Integer.MAX_VALUE);
        }
        EventRules.require(
                bytes == decoded(data).length, "data", "must hold as many bytes as datatype and shape ask for");
    }

    /** A float32 tensor of these elements. */
    public static ExampleTensor ofFloats(String name, List<Long> shape, float[] values) {
        byte[] bytes = new byte[Float.BYTES * values.length];
        littleEndian(bytes).asFloatBuffer().put(values);
        return new ExampleTensor(name, DataType.FP32, shape, BASE64.encodeToString(bytes));
    }

    /** An int64 tensor of these elements. */
    public static ExampleTensor ofLongs(String name, List<Long> shape, long[] values) {
        byte[] bytes = new byte[Long.BYTES * values.length];
        littleEndian(bytes).asLongBuffer().put(values);
        return new ExampleTensor(name, DataType.INT64, shape, BASE64.encodeToString(bytes));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements' bytes, row-major and little-endian; a new array each time. */
    @JsonIgnore
    public byte[] bytes() {
        return decoded(data);
    }

    private static byte[] decoded(String data) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        // Only one of the texts that decode to the same bytes is valid: equal tensors are also equal as text.
        EventRules.require(BASE64.encodeToString(bytes).equals(data), "data", "must be base64 with padding");
        return bytes;
    }
}
