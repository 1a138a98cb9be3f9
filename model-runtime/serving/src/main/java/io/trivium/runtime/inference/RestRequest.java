package io.trivium.runtime.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.inference.element.BinaryElements;
import io.trivium.runtime.inference.element.JsonElements;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A REST inference request: a JSON object, followed by the bytes of those inputs that are given in binary.
 *
 * @param id to be echoed, or null
 */
record RestRequest(
        @Nullable String id, RequestParameters parameters, List<Tensor> inputs, List<RequestedOutput> outputs) {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final String INPUTS = "inputs";

    /** @param binary whether to answer in binary; null when the request leaves it to its parameters */
    record RequestedOutput(String name, @Nullable Boolean binary) {}

    RestRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     *  Reads a request.
     * @param jsonBytes length of the JSON object; the rest is binary data
     */
    static RestRequest read(byte[] body, int jsonBytes) {
        try (JsonParser json = MAPPER.createParser(body, 0, jsonBytes)) {
            return new Reader(json, ByteBuffer.wrap(body, jsonBytes, body.length - jsonBytes), jsonBytes).read();
        } catch (JsonProcessingException e) {
            throw invalid("the request is not the JSON the protocol asks for: " + e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : " at line " + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw invalid("the request cannot be read: " + e.getMessage());
        }
    }

    /** Reads one document; not reusable. */
    private static final class Reader {
        private final JsonParser json;
        private final ByteBuffer binary;
        private final long jsonBytes;

        Reader(JsonParser json, ByteBuffer binary, long jsonBytes) {
            this.json = json;
            this.binary = binary;
            this.jsonBytes = jsonBytes;
        }

        RestRequest read() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) throw invalid("the request is not a JSON object");
            String id = null;
            Map<String, Object> parameters = Map.of();
            List<Tensor> inputs = null;
            List<RequestedOutput> outputs = List.of();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id = text("id");
                    case "parameters" -> parameters = parameters();
                    case INPUTS -> inputs = inputs();
                    case "outputs" -> outputs = outputs();
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) throw invalid("something follows the JSON object");
            if (inputs == null) throw invalid("the request has no 'inputs'");
            if (binary.hasRemaining()) throw invalid(binary.remaining() + " bytes of binary data belong to no input");
            return new RestRequest(id, RequestParameters.of(parameters), inputs, outputs);
        }

        private List<Tensor> inputs() throws IOException {
            requireList(INPUTS);
            List<Tensor> inputs = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) inputs.add(input());
            return inputs;
        }

        private Tensor input() throws IOException {
            requireObject("an input");
            String name = null;
            TensorType type = null;
            long[] shape = null;
            Map<String, Object> parameters = Map.of();
            Tensor tensor = null;
            TokenBuffer held = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "name" -> name = text("name");
                    case "datatype" -> type = type();
                    case "shape" -> shape = shape();
                    case "parameters" -> parameters = parameters();
                    case "data" -> {
                        if (name != null && type != null && shape != null) {
                            tensor = JsonElements.read(json, name, type, shape, jsonBytes);
                        } else {
                            held = new TokenBuffer(json);
                            held.copyCurrentStructure(json);
                        }
                    }
                    default -> json.skipChildren();
                }
            }
            if (name == null) throw invalid("an input has no 'name'");
            if (type == null) throw invalid("input '" + name + "' has no 'datatype'");
            if (shape == null) throw invalid("input '" + name + "' has no 'shape'");
            if (held != null) tensor = readHeld(held, name, type, shape);
            Object size = parameters.get("binary_data_size");
            if (size == null) {
                if (tensor == null) throw invalid("input '" + name + "' has neither 'data' nor binary data");
                return tensor;
            }
            if (tensor != null) throw invalid("input '" + name + "' has both 'data' and binary data");
            if (!(size instanceof Long length) || length < 0 || length > binary.remaining()) {
                throw invalid("'binary_data_size' of input '" + name + "' is " + size + ", but " + binary.remaining()
                        + " bytes of binary data are left");
            }
            ByteBuffer bytes = binary.slice(binary.position(), length.intValue());
            binary.position(binary.position() + length.intValue());
            return BinaryElements.read(name, type, shape, bytes);
        }

        private Tensor readHeld(TokenBuffer held, String name, TensorType type, long[] shape) throws IOException {
            try (JsonParser later = held.asParser(json)) {
                later.nextToken();
                return JsonElements.read(later, name, type, shape, jsonBytes);
            }
        }

        private TensorType type() throws IOException {
            String name = text("datatype");
            return TensorType.ofProtocolName(name).orElseThrow(() -> invalid("there is no datatype '" + name + "'"));
        }

        private long[] shape() throws IOException {
            requireList("shape");
            List<Long> sizes = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
                    throw invalid("a 'shape' holds something other than an integer of 0 or more");
                }
                sizes.add(json.getLongValue());
            }
            return sizes.stream().mapToLong(Long::longValue).toArray();
        }

        private List<RequestedOutput> outputs() throws IOException {
            requireList("outputs");
            List<RequestedOutput> outputs = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                requireObject("an output");
                String name = null;
                Map<String, Object> parameters = Map.of();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String field = json.currentName();
                    json.nextToken();
                    switch (field) {
                        case "name" -> name = text("name");
                        case "parameters" -> parameters = parameters();
                        default -> json.skipChildren();
                    }
                }
                if (name == null) throw invalid("a requested output has no 'name'");
                if (parameters.containsKey("classification")) {
                    throw invalid("the classification extension is not offered here");
                }
                Object wanted = parameters.get("binary_data");
                if (wanted != null && !(wanted instanceof Boolean)) {
                    throw invalid("'binary_data' of output '" + name + "' is neither true nor false");
                }
                outputs.add(new RequestedOutput(name, (Boolean) wanted));
            }
            return outputs;
        }

        private Map<String, Object> parameters() throws IOException {
            requireObject("'parameters'");
            Map<String, Object> parameters = new HashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                switch (json.nextToken()) {
                    case VALUE_STRING -> parameters.put(name, json.getText());
                    case VALUE_TRUE -> parameters.put(name, true);
                    case VALUE_FALSE -> parameters.put(name, false);
                    case VALUE_NUMBER_INT -> parameters.put(name, json.getLongValue());
                    case VALUE_NUMBER_FLOAT -> parameters.put(name, json.getDoubleValue());
                    default -> throw invalid("parameter '" + name + "' is not a text, number or boolean");
                }
            }
            return parameters;
        }

        private String text(String field) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) throw invalid("'" + field + "' is not a text");
            return json.getText();
        }

        private void requireList(String field) {
            if (json.currentToken() != JsonToken.START_ARRAY) throw invalid("'" + field + "' is not a list");
        }

        private void requireObject(String what) {
            if (json.currentToken() != JsonToken.START_OBJECT) throw invalid(what + " is not a JSON object");
        }
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }
}
