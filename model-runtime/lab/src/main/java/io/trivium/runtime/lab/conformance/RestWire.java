package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Sends the requests of cases over REST: {@code method}, {@code path}, and as body {@code json}, {@code text} or nothing;
 * {@code binary} (hexadecimal digits) follows the JSON with the header of the binary tensor extension. Thread-safe.
 */
final class RestWire implements AutoCloseable {
    private static final String HEADER_LENGTH = "Inference-Header-Content-Length";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final Optional<Supplier<String>> token;

    RestWire(URI base, Optional<Supplier<String>> token) {
        this.base = base;
        this.token = token;
    }

    Observed send(JsonNode request) throws IOException, InterruptedException {
        String path = request.path("path").asText();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(base.toString().replaceAll("/$", "") + path))
                .timeout(PATIENCE);
        if (!request.path("auth").asText().equals("none")) {
            token.ifPresent(given -> builder.header("Authorization", "Bearer " + given.get()));
        }
        byte[] body = body(request, builder);
        request.path("headers")
                .properties()
                .forEach(header ->
                        builder.setHeader(header.getKey(), header.getValue().asText()));
        String method = request.path("method").asText("GET");
        builder.method(
                method,
                method.equals("GET")
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        return observed(http.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    private static byte[] body(JsonNode request, HttpRequest.Builder builder) throws IOException {
        if (request.has("text")) {
            builder.header("Content-Type", "application/json");
            return request.path("text").asText().getBytes(StandardCharsets.UTF_8);
        }
        byte[] json = request.has("json") ? JSON.writeValueAsBytes(request.path("json")) : new byte[0];
        if (!request.has("binary")) {
            if (json.length > 0) builder.header("Content-Type", "application/json");
            return json;
        }
        builder.header("Content-Type", "application/octet-stream");
        builder.header(HEADER_LENGTH, Integer.toString(json.length));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(json);
        body.write(HexFormat.of().parseHex(request.path("binary").asText().replace(" ", "")));
        return body.toByteArray();
    }

    private static Observed observed(HttpResponse<byte[]> response) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        byte[] body = response.body();
        String length = headers.get(HEADER_LENGTH.toLowerCase(Locale.ROOT));
        int jsonBytes = length == null ? body.length : Integer.parseInt(length);
        JsonNode json;
        try {
            json = jsonBytes == 0 ? MissingNode.getInstance() : JSON.readTree(body, 0, jsonBytes);
        } catch (JsonProcessingException e) {
            json = MissingNode.getInstance();
        }
        return new Observed(
                Integer.toString(response.statusCode()),
                json,
                HexFormat.of().formatHex(Arrays.copyOfRange(body, jsonBytes, body.length)),
                headers);
    }

    @Override
    public void close() {
        http.close();
    }
}
