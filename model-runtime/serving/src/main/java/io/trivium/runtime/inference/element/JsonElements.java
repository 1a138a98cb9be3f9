package io.trivium.runtime.inference.element;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Elements of a tensor as JSON: one flat list, or lists nested according to the shape; both row-major. */
public final class JsonElements {
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final String name;
    private final TensorType type;
    private final long[] shape;
    private final long expected;
    private final ByteBuffer data;
    private final List<byte[]> texts = new ArrayList<>();
    private long count;

    private JsonElements(String name, TensorType type, long[] shape, long expected) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.expected = expected;
        this.data = ByteBuffer.allocateDirect(Math.toIntExact(expected * type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads the list at whose start the parser is.
     *
     * @param mostElements the document cannot contain more, so a shape that promises more is refused unread
     */
    public static Tensor read(JsonParser json, String name, TensorType type, long[] shape, long mostElements)
            throws IOException {
        long expected;
        try {
            expected = Tensor.elements(shape);
        } catch (IllegalArgumentException e) {
            throw invalid("input '" + name + "': " + e.getMessage());
        }
        if (expected > mostElements) {
            throw invalid("input '" + name + "' has shape " + Arrays.toString(shape)
                    + ", but the request cannot hold that many elements");
        }
        JsonElements elements = new JsonElements(name, type, shape, expected);
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("the data of input '" + name + "' is not a list");
        }
        elements.readList(json, 0);
        if (elements.count != expected) throw elements.wrongCount();
        return type == TensorType.BYTES
                ? Tensor.ofTexts(name, shape, elements.texts)
                : Tensor.of(name, type, shape, elements.data.flip());
    }

    private void readList(JsonParser json, int depth) throws IOException {
        long lists = 0;
        long scalars = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) throw invalid("the data of input '" + name + "' ends too early");
            if (token == JsonToken.START_ARRAY) {
                lists++;
                if (depth + 1 >= shape.length) throw nesting();
                readList(json, depth + 1);
            } else {
                scalars++;
                if (count == expected) throw tooMany();
                readElement(json, token);
                count++;
            }
        }
        boolean flat = depth == 0 && lists == 0;
        boolean innermost = lists == 0 && depth == shape.length - 1 && scalars == shape[depth];
        boolean outer = scalars == 0 && depth < shape.length - 1 && lists == shape[depth];
        if (!flat && !innermost && !outer) throw nesting();
    }

    private PlatformException nesting() {
        return invalid("the nested lists of input '" + name + "' do not have its shape " + Arrays.toString(shape));
    }

    private PlatformException wrongCount() {
        return invalid("input '" + name + "' expects " + expected + " elements for shape " + Arrays.toString(shape)
                + ", got " + count);
    }

    private PlatformException tooMany() {
        return invalid("input '" + name + "' expects " + expected + " elements for shape " + Arrays.toString(shape)
                + ", got more");
    }

    private void readElement(JsonParser json, JsonToken token) throws IOException {
        switch (type) {
            case BOOL -> data.put((byte) (bool(json, token) ? 1 : 0));
            case INT8 -> data.put((byte) integer(json, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> data.putShort((short) integer(json, token, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> data.putInt((int) integer(json, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> data.putLong(integer(json, token, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT8 -> data.put((byte) integer(json, token, 0, 0xFF));
            case UINT16 -> data.putShort((short) integer(json, token, 0, 0xFFFF));
            case UINT32 -> data.putInt((int) integer(json, token, 0, 0xFFFF_FFFFL));
            case UINT64 -> data.putLong(unsigned(json, token));
            case FP32 -> data.putFloat(single(json, token));
            case FP64 -> data.putDouble(number(json, token));
            case FP16, BF16 -> data.putShort(half(json, token));
            case BYTES -> {
                if (token != JsonToken.VALUE_STRING) throw wrong("a text", json);
                texts.add(json.getText().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private boolean bool(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_TRUE) return true;
        if (token == JsonToken.VALUE_FALSE) return false;
        throw wrong("true or false", json);
    }

    private long integer(JsonParser json, JsonToken token, long least, long most) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) throw wrong("an integer", json);
        long value;
        try {
            value = json.getLongValue();
        } catch (InputCoercionException e) {
            throw wrong("an integer from " + least + " to " + most, json);
        }
        if (value < least || value > most) throw wrong("an integer from " + least + " to " + most, json);
        return value;
    }

    private long unsigned(JsonParser json, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) throw wrong("an integer", json);
        BigInteger value = json.getBigIntegerValue();
        if (value.signum() < 0 || value.compareTo(UINT64_MAX) > 0) {
            throw wrong("an integer from 0 to " + UINT64_MAX, json);
        }
        return value.longValue();
    }

    private float single(JsonParser json, JsonToken token) throws IOException {
        requireNumber(json, token);
        float value = json.getFloatValue();
        if (!Float.isFinite(value)) throw wrong("a number that fits " + type, json);
        return value;
    }

    private double number(JsonParser json, JsonToken token) throws IOException {
        requireNumber(json, token);
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) throw wrong("a number that fits " + type, json);
        return value;
    }

    private short half(JsonParser json, JsonToken token) throws IOException {
        short bits = HalfFloats.encode(type, single(json, token));
        if (!Float.isFinite(HalfFloats.decode(type, bits))) throw wrong("a number that fits " + type, json);
        return bits;
    }

    private void requireNumber(JsonParser json, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) throw wrong("a number", json);
    }

    private PlatformException wrong(String what, JsonParser json) throws IOException {
        String got = json.currentToken().isScalarValue()
                ? json.getText()
                : json.currentToken().toString();
        String shown = got.length() <= 40 ? got : got.substring(0, 37) + "...";
        return invalid("element " + count + " of input '" + name + "' must be " + what + " for datatype " + type
                + ", got " + shown);
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }

    /** Writes all elements as one flat list. */
    public static void write(JsonGenerator json, Tensor tensor) throws IOException {
        ByteBuffer data = tensor.data();
        long count = tensor.elements();
        json.writeStartArray();
        for (int i = 0; i < count; i++) {
            switch (tensor.type()) {
                case BOOL -> json.writeBoolean(data.get(i) != 0);
                case INT8 -> json.writeNumber(data.get(i));
                case INT16 -> json.writeNumber(data.getShort(2 * i));
                case INT32 -> json.writeNumber(data.getInt(4 * i));
                case INT64 -> json.writeNumber(data.getLong(8 * i));
                case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get(i)));
                case UINT16 -> json.writeNumber(Short.toUnsignedInt(data.getShort(2 * i)));
                case UINT32 -> json.writeNumber(Integer.toUnsignedLong(data.getInt(4 * i)));
                case UINT64 -> json.writeNumber(new BigInteger(Long.toUnsignedString(data.getLong(8 * i))));
                case FP32 -> json.writeNumber(data.getFloat(4 * i));
                case FP64 -> json.writeNumber(data.getDouble(8 * i));
                case FP16, BF16 -> json.writeNumber(HalfFloats.decode(tensor.type(), data.getShort(2 * i)));
                case BYTES -> json.writeString(new String(tensor.texts().get(i), StandardCharsets.UTF_8));
            }
        }
        json.writeEndArray();
    }
}
