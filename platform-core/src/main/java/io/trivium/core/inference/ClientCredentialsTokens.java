package io.trivium.core.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens by the OAuth 2.0 client-credentials grant (RFC 6749 section 4.4). A token is requested once, however
 * many callers wait, cached, and renewed in the background before it expires. Thread-safe.
 */
public final class ClientCredentialsTokens implements BearerTokens, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    /** Below this a token counts as expired: clocks differ, and calls take time. */
    private static final Duration SAFETY = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();
    private final HttpRequest request;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Token current;
    private @Nullable CompletableFuture<Token> underWay;
    private Instant pausedUntil = Instant.MIN;

    private record Token(String value, Instant renewAt, Instant expiresAt) {
        @Override
        public String toString() {
            return "token until " + expiresAt;
        }
    }

    /**
     * Tokens of one client.
     *
     * @param tokenEndpoint such as {@code http://localhost:18180/realms/trivium/protocol/openid-connect/token}
     */
    public ClientCredentialsTokens(URI tokenEndpoint, String clientId, String clientSecret, InstantSource clock) {
        String credentials = encode(clientId) + ':' + encode(clientSecret);
        this.request = HttpRequest.newBuilder(tokenEndpoint)
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        this.clock = clock;
    }

    @Override
    public String token(Duration patience) {
        CompletableFuture<Token> pending;
        lock.lock();
        try {
            Instant now = clock.instant();
            Token kept = current;
            if (kept != null && now.isBefore(kept.renewAt)) return kept.value;
            pending = renewal(now);
            if (kept != null && now.isBefore(kept.expiresAt)) return kept.value;
        } finally {
            lock.unlock();
        }
        if (pending == null) {
            throw new InferenceException(
                    InferenceError.NOT_PERMITTED, "the identity provider gave no access token a moment ago");
        }
        try {
            return pending.get(patience.toNanos(), TimeUnit.NANOSECONDS).value;
        } catch (ExecutionException e) {
            throw new InferenceException(
                    InferenceError.NOT_PERMITTED, "the identity provider gives no access token", e.getCause());
        } catch (TimeoutException e) {
            throw new InferenceException(
                    InferenceError.NOT_PERMITTED, "the identity provider gave no access token in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InferenceException(
                    InferenceError.NOT_PERMITTED, "interrupted while waiting for an access token", e);
        }
    }

    @Override
    public void refused(String token) {
        lock.lock();
        try {
            if (current != null && current.value.equals(token)) current = null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** The request in progress, or a new one unless one has just failed. */
    private @Nullable CompletableFuture<Token> renewal(Instant now) {
        CompletableFuture<Token> pending = underWay;
        if (pending != null || now.isBefore(pausedUntil)) return pending;
        var started = new CompletableFuture<Token>();
        underWay = started;
        // Completed before the waiting callers continue, so that none of them starts another request.
        CompletableFuture<Token> _ = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(this::read)
                .whenComplete((token, failure) -> {
                    settle(token);
                    if (token == null) started.completeExceptionally(failure);
                    else started.complete(token);
                });
        return started;
    }

    private void settle(@Nullable Token token) {
        lock.lock();
        try {
            underWay = null;
            if (token != null) current = token;
            else pausedUntil = clock.instant().plus(PAUSE_AFTER_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    private Token read(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            // The body of a refusal may repeat the request.
            throw new IllegalStateException("the token endpoint answered with status " + response.statusCode());
        }
        try {
            JsonNode body = JSON.readTree(response.body());
            String value = body.path("access_token").asText("");
            long seconds = body.path("expires_in").asLong(0);
            if (value.isEmpty() || seconds <= 0) {
                throw new IllegalStateException("the token endpoint answered without access_token or expires_in");
            }
            Instant now = clock.instant();
            Instant expires = now.plusSeconds(seconds).minus(SAFETY);
            return new Token(value, now.plusMillis(seconds * 800), expires);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the token endpoint's answer is not JSON", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
