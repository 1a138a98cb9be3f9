package io.trivium.runtime.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.inference.element.BinaryElements;
import io.trivium.runtime.inference.element.JsonElements;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An inference over REST from the caller's side: the request it sends and the answer it gets. */
public final class OipExchange {
    /** Header with the length of the JSON object where binary data follow it. */
    public static final String HEADER_LENGTH = OipResource.HEADER_LENGTH;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory JSON = MAPPER.getFactory();

    private OipExchange() {}

    /**
     * A request as it is sent over the wire.
     *
     * @param jsonBytes length of the JSON object at the start, or −1 when the body is only that object
     */
    @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
    public record Request(byte[] body, int jsonBytes) {}

    /**
     * The server's answer.
     *
     * @param version empty when the server names none
     */
    public record Answer(Optional<String> version, List<Tensor> outputs) {}

    /**
     * Makes a request.
     *
     * @param binary whether tensors travel in binary, both ways
     */
    public static Request request(List<Tensor> inputs, List<String> outputs, boolean binary) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        List<ByteBuffer> tail = new ArrayList<>();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart("parameters");
            json.writeBooleanField("binary_data_output", binary);
            json.writeEndObject();
            json.writeArrayFieldStart("inputs");
            for (Tensor tensor : inputs) input(json, tensor, binary, tail);
            json.writeEndArray();
            json.writeArrayFieldStart("outputs");
            for (String output : outputs) {
                json.writeStartObject();
                json.writeStringField("name", output);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!binary) return new Request(out.toByteArray(), -1);
        int length = out.size();
        for (ByteBuffer bytes : tail) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
        }
        return new Request(out.toByteArray(), length);
    }

    private static void input(JsonGenerator json, Tensor tensor, boolean binary, List<ByteBuffer> tail)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", tensor.name());
        json.writeStringField("datatype", tensor.type().name());
        json.writeArrayFieldStart("shape");
        for (long size : tensor.shape()) json.writeNumber(size);
        json.writeEndArray();
        if (binary) {
            ByteBuffer bytes = BinaryElements.write(tensor);
            tail.add(bytes);
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", bytes.remaining());
            json.writeEndObject();
        } else {
            json.writeFieldName("data");
            JsonElements.write(json, tensor);
        }
        json.writeEndObject();
    }

    /**
     * Reads an answer.
     *
     * @param jsonBytes length of the JSON object at the start; the rest is binary data
     * @throws IllegalArgumentException when it violates the protocol
     */
    public static Answer answer(byte[] body, int jsonBytes) {
        if (jsonBytes < 0 || jsonBytes > body.length) {
            throw new IllegalArgumentException(
                    "its JSON object is said to have " + jsonBytes + " bytes of " + body.length);
        }
        try {
            JsonNode json = MAPPER.readTree(body, 0, jsonBytes);
            ByteBuffer binary = ByteBuffer.wrap(body, jsonBytes, body.length - jsonBytes);
            List<Tensor> outputs = new ArrayList<>();
            for (JsonNode output : json.path("outputs")) outputs.add(output(output, binary, jsonBytes));
            if (binary.hasRemaining()) {
                throw new IllegalArgumentException(binary.remaining() + " bytes of binary data belong to no output");
            }
            String version = json.path("model_version").asText();
            return new Answer(Optional.of(version).filter(given -> !given.isEmpty()), outputs);
        } catch (PlatformException e) {
            throw new IllegalArgumentException(e.detail(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getMessage(), e);
        }
    }

    private static Tensor output(JsonNode output, ByteBuffer binary, int jsonBytes) throws IOException {
        String name = output.path("name").asText();
        String datatype = output.path("datatype").asText();
        TensorType type = TensorType.ofProtocolName(datatype)
                .orElseThrow(
                        () -> new IllegalArgumentException("output '" + name + "' is of datatype '" + datatype + "'"));
        long[] shape = new long[output.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            JsonNode size = output.path("shape").path(i);
            if (!size.isIntegralNumber() || size.longValue() < 0) {
                throw new IllegalArgumentException("output '" + name + "' has a shape with " + size);
            }
            shape[i] = size.longValue();
        }
        JsonNode bytes = output.path("parameters").path("binary_data_size");
        if (bytes.isMissingNode()) {
            try (JsonParser data = output.path("data").traverse(MAPPER)) {
                data.nextToken();
                return JsonElements.read(data, name, type, shape, jsonBytes);
            }
        }
        if (!bytes.canConvertToInt() || bytes.intValue() < 0 || bytes.intValue() > binary.remaining()) {
            throw new IllegalArgumentException(
                    "output '" + name + "' is said to have " + bytes + " bytes, " + binary.remaining() + " are left");
        }
        ByteBuffer own = binary.slice(binary.position(), bytes.intValue());
        binary.position(binary.position() + bytes.intValue());
        return BinaryElements.read(name, type, shape, own);
    }
}
