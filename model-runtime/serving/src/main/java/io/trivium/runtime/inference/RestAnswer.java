package io.trivium.runtime.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.trivium.runtime.inference.element.BinaryElements;
import io.trivium.runtime.inference.element.JsonElements;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.tensor.Tensor;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A REST inference answer as it is sent over the wire.
 *
 * @param jsonBytes length of the JSON object at the start of the body, or −1 when the body is only that object
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record RestAnswer(byte[] body, int jsonBytes) {
    private static final JsonFactory JSON = new JsonFactory();

    String mediaType() {
        return jsonBytes < 0 ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_OCTET_STREAM;
    }

    static RestAnswer of(@Nullable String id, InferenceAnswer answer, Predicate<String> binary) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        List<ByteBuffer> tail = new ArrayList<>();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model_name", answer.model().value());
            json.writeStringField("model_version", answer.version());
            if (id != null) json.writeStringField("id", id);
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, Object> parameter :
                    AnswerParameters.of(answer.report()).entrySet()) {
                json.writePOJOField(parameter.getKey(), parameter.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("outputs");
            for (Tensor tensor : answer.outputs()) {
                json.writeStartObject();
                json.writeStringField("name", tensor.name());
                json.writeStringField("datatype", tensor.type().name());
                json.writeArrayFieldStart("shape");
                for (long size : tensor.shape()) json.writeNumber(size);
                json.writeEndArray();
                if (binary.test(tensor.name())) {
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
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (tail.isEmpty()) return new RestAnswer(out.toByteArray(), -1);
        int length = out.size();
        for (ByteBuffer bytes : tail) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
        }
        return new RestAnswer(out.toByteArray(), length);
    }
}
