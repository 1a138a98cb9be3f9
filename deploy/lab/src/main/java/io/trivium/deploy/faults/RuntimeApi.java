package io.trivium.deploy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * The model runtime's REST API for one tenant, through outages: a call that meets a service that is down is made again, with
 * a new token, until its patience ends. Thread-safe.
 */
public final class RuntimeApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int FAULT_OF_CALLER = 400;
    private static final int FAULT_OF_SERVICE = 500;

    private final URI base;
    private final String client;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final Identity identity;
    private final Timer timer = new Timer();

    /** @param tenant one of the demo's, whose launcher client calls */
    public RuntimeApi(Platform platform, PlatformStatus status, String tenant) {
        this.base = URI.create("http://127.0.0.1:" + status.ports().runtime());
        this.client = "trivium-cli-" + tenant;
        this.identity = new Identity(status, platform.data(), http);
    }

    public JsonNode get(String path) throws InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    /** Posts an object; repeated after an outage, so only for idempotent requests. */
    public JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString())));
    }

    public JsonNode delete(String path) throws InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path)).DELETE());
    }

    /** The answer; one of 400 and more is returned with its status as {@code httpStatus}. */
    private JsonNode call(HttpRequest.Builder request) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String problem = "no answer";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> answer = http.send(
                        request.copy()
                                .timeout(Duration.ofMinutes(2))
                                .header("Accept", "application/json, application/problem+json")
                                .header("Authorization", "Bearer " + identity.token(client))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() < FAULT_OF_SERVICE && answer.statusCode() != 401) return read(answer);
                problem = answer.statusCode() + " " + answer.body();
            } catch (IOException | LauncherException e) {
                problem = String.valueOf(e.getMessage());
            }
            timer.pause(Duration.ofMillis(500));
        }
        throw LauncherException.failure(
                "The model runtime did not answer for " + PATIENCE.toMinutes() + " minutes: " + problem);
    }

    private static JsonNode read(HttpResponse<String> answer) throws IOException {
        JsonNode body = answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        if (answer.statusCode() < FAULT_OF_CALLER) return body;
        return JSON.createObjectNode()
                .put("httpStatus", answer.statusCode())
                .put("code", body.path("code").asText())
                .put("detail", body.path("detail").asText());
    }
}
