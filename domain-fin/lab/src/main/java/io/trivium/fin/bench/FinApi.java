package io.trivium.fin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The service's HTTP API as one client of a tenant sees it: HTTP/1.1 over persistent connections, with a token of the
 * identity provider by client credentials, renewed in the background before it expires. Thread-safe.
 */
public final class FinApi implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long RENEW_BEFORE_NANOS = Duration.ofSeconds(90).toNanos();

    private final URI service;
    private final URI issuer;
    private final String clientId;
    private final String clientSecret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile Token token;

    private record Token(String value, long endsNanos) {}

    private FinApi(URI service, URI issuer, String clientId, String clientSecret)
            throws IOException, InterruptedException {
        this.service = service;
        this.issuer = issuer;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.token = fetch();
    }

    /**
     * Connects with a fresh token.
     *
     * @param issuer of the realm, such as {@code http://localhost:18180/realms/trivium}
     * @throws IOException when the identity provider does not answer
     * @throws IllegalStateException when it gives no token
     */
    public static FinApi connect(URI service, URI issuer, String clientId, String clientSecret)
            throws IOException, InterruptedException {
        return new FinApi(service, issuer, clientId, clientSecret);
    }

    private Token fetch() throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + encoded(clientId) + "&client_secret="
                + encoded(clientSecret);
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "the identity provider gives client " + clientId + " no token: " + answer.statusCode());
        }
        JsonNode body = JSON.readTree(answer.body());
        long seconds = body.path("expires_in").asLong(60);
        return new Token(
                body.path("access_token").asText(),
                System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
    }

    /** Returns the current token; when it expires soon, a new one is fetched in the background. */
    String bearer() {
        Token now = token;
        if (now.endsNanos - System.nanoTime() < RENEW_BEFORE_NANOS && renewing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("bench-token").start(() -> {
                try {
                    token = fetch();
                } catch (IOException | IllegalStateException e) {
                    // Requests fail with 401 once the old one has ended, and are counted.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    renewing.set(false);
                }
            });
        }
        return "Bearer " + now.value;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path)).timeout(TIMEOUT).header("Authorization", bearer());
    }

    /** Posts JSON; the answer comes later. */
    CompletableFuture<HttpResponse<byte[]>> post(String path, byte[] json) {
        return http.sendAsync(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(json))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /**
     * Reads JSON.
     *
     * @throws IllegalStateException when the answer is not 200
     */
    public JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request(path).GET().build(), BodyHandlers.ofByteArray());
        return ok("GET " + path, answer);
    }

    /**
     * Posts JSON and reads the answer.
     *
     * @throws IllegalStateException when the answer is not 200
     */
    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        return ok("POST " + path, http.send(request, BodyHandlers.ofByteArray()));
    }

    private static JsonNode ok(String asked, HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(asked + " was answered " + answer.statusCode() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        http.close();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
