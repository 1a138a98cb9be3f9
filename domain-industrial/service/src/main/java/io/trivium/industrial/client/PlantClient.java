package io.trivium.industrial.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.trivium.core.inference.BearerTokens;
import io.trivium.industrial.asset.PlantDocument;
import io.trivium.industrial.reading.ReadingDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The factory's service over HTTP, as an integrator's script would use it. Thread-safe. */
public final class PlantClient {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI address;
    private final BearerTokens tokens;

    public PlantClient(URI address, BearerTokens tokens) {
        this.address = address;
        this.tokens = tokens;
    }

    /** Makes the plant what the document says; once it is, nothing changes. */
    public void bring(PlantDocument plant) throws IOException, InterruptedException {
        require("POST", "/v1/plant/import", plant);
    }

    /** Sends readings of the past. */
    public void send(ReadingDocument readings) throws IOException, InterruptedException {
        require("POST", "/v1/readings", readings);
    }

    /**
     * Makes an alarm rule; an existing one remains unchanged.
     *
     * @param rule as JSON, with version 0
     */
    public void add(UUID ruleId, Object rule) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("PUT", "/v1/alarm-rules/" + ruleId, rule);
        if (answer.statusCode() >= 300 && answer.statusCode() != 409) throw refused("PUT /v1/alarm-rules", answer);
    }

    /**
     * Sets what hours cost; where it is set already it stays.
     *
     * @param economics as JSON, with version 0
     */
    public void setEconomics(Object economics) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("PUT", "/v1/maintenance/economics", economics);
        if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
            throw refused("PUT /v1/maintenance/economics", answer);
        }
    }

    /** Returns the answer of an address, as JSON. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return read(path, fetch(path));
    }

    /** Returns the answer of an address, as JSON; empty if it answers 404. */
    public Optional<JsonNode> find(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = fetch(path);
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(read(path, answer));
    }

    private HttpResponse<String> fetch(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + tokens.token(PATIENCE))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode read(String path, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() >= 300) throw refused("GET " + path, answer);
        return JSON.readTree(answer.body());
    }

    public static ReadingDocument.Reading reading(String tag, Instant at, double value) {
        return new ReadingDocument.Reading(tag, at, JsonNodeFactory.instance.numberNode(value), null);
    }

    public static ReadingDocument readings(String source, List<ReadingDocument.Reading> readings) {
        return new ReadingDocument(source, readings);
    }

    public static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what the demo sends is JSON", e);
        }
    }

    /** Sends something that is made or changed; returns the answer. */
    public JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return answer("POST", path, body);
    }

    public JsonNode put(String path, Object body) throws IOException, InterruptedException {
        return answer("PUT", path, body);
    }

    private JsonNode answer(String method, String path, Object body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() >= 300) throw refused(method + " " + path, answer);
        return JSON.readTree(answer.body());
    }

    private void require(String method, String path, Object body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() >= 300) throw refused(method + " " + path, answer);
    }

    private HttpResponse<String> send(String method, String path, Object body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + tokens.token(PATIENCE))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(json(body)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static IOException refused(String what, HttpResponse<String> answer) {
        return new IOException(what + " was answered " + answer.statusCode() + ": " + answer.body());
    }
}
