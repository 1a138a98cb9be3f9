package io.trivium.runtime.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.inference.OipExchange;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One model on another server, over the protocol's REST form. Thread-safe. */
final class OipServer implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final ObjectMapper json = new ObjectMapper();
    private final ExternalConfig.Engine engine;
    private final URI model;
    private final HttpClient http;

    /** @param name of the model where the configuration gives no other */
    OipServer(String name, ExternalConfig.Engine engine) {
        this.engine = engine;
        String path = "/v2/models/" + encoded(engine.modelName().orElse(name))
                + engine.modelVersion()
                        .map(version -> "/versions/" + encoded(version))
                        .orElse("");
        this.model = URI.create(engine.url().toString().replaceAll("/+$", "") + path);
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
        engine.certificateAuthority().map(Authorities::trusting).ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A server's tensors, according to its metadata. */
    record Metadata(List<ModelSignature.Port> inputs, List<ModelSignature.Port> outputs) {}

    Metadata metadata(Duration timeout) throws OipServerException {
        byte[] body = answered(request("", timeout).GET().build()).body();
        try {
            JsonNode read = json.readTree(body);
            return new Metadata(ports(read.path("inputs")), ports(read.path("outputs")));
        } catch (IOException | IllegalArgumentException e) {
            throw new OipServerException(
                    OipServerException.Kind.FAILED, "its metadata cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<ModelSignature.Port> ports(JsonNode tensors) {
        List<ModelSignature.Port> ports = new ArrayList<>();
        for (JsonNode tensor : tensors) {
            String datatype = tensor.path("datatype").asText();
            TensorType type = TensorType.ofProtocolName(datatype)
                    .orElseThrow(() -> new IllegalArgumentException("there is no datatype '" + datatype + "'"));
            List<Long> shape = new ArrayList<>();
            for (JsonNode size : tensor.path("shape")) shape.add(size.asLong());
            ports.add(new ModelSignature.Port(tensor.path("name").asText(), type, shape));
        }
        return ports;
    }

    OipExchange.Answer infer(List<Tensor> inputs, List<String> outputs, Duration timeout) throws OipServerException {
        OipExchange.Request asked = OipExchange.request(inputs, outputs, engine.binary());
        HttpRequest.Builder request =
                request("/infer", timeout).POST(HttpRequest.BodyPublishers.ofByteArray(asked.body()));
        if (asked.jsonBytes() < 0) {
            request.header("Content-Type", "application/json");
        } else {
            request.header("Content-Type", "application/octet-stream");
            request.header(OipExchange.HEADER_LENGTH, Integer.toString(asked.jsonBytes()));
        }
        HttpResponse<byte[]> response = answered(request.build());
        try {
            int jsonBytes = response.headers()
                    .firstValue(OipExchange.HEADER_LENGTH)
                    .map(Integer::parseInt)
                    .orElse(response.body().length);
            return OipExchange.answer(response.body(), jsonBytes);
        } catch (IllegalArgumentException e) {
            throw new OipServerException(
                    OipServerException.Kind.FAILED, "its answer breaks the protocol: " + e.getMessage(), e);
        }
    }

    private HttpRequest.Builder request(String path, Duration timeout) throws OipServerException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(model + path)).timeout(timeout);
        if (engine.bearerToken().isPresent()) {
            try {
                String token =
                        Files.readString(engine.bearerToken().orElseThrow()).strip();
                request.header("Authorization", "Bearer " + token);
            } catch (IOException e) {
                throw new OipServerException(
                        OipServerException.Kind.UNAVAILABLE, "the file with its bearer token cannot be read", e);
            }
        }
        return request;
    }

    private HttpResponse<byte[]> answered(HttpRequest request) throws OipServerException {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (HttpTimeoutException e) {
            throw new OipServerException(OipServerException.Kind.TIMEOUT, "it did not answer in time", e);
        } catch (IOException e) {
            throw new OipServerException(OipServerException.Kind.UNAVAILABLE, "it cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OipServerException(OipServerException.Kind.UNAVAILABLE, "the wait for it was ended", e);
        }
        if (response.statusCode() == 200) return response;
        throw new OipServerException(
                OipServerException.Kind.of(response.statusCode()),
                "it answered " + response.statusCode()
                        + reason(response.body()).map(text -> ": " + text).orElse(""));
    }

    private Optional<String> reason(byte[] body) {
        try {
            return Optional.of(json.readTree(body).path("error").asText()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
