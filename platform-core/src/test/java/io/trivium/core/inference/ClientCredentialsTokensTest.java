package io.trivium.core.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientCredentialsTokensTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger status = new AtomicInteger(200);
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T10:00:00Z"));
    private final CountDownLatch hold = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private HttpServer provider;

    @SuppressWarnings("NullAway.Init")
    private ClientCredentialsTokens tokens;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(Executors.newCachedThreadPool());
        provider.createContext("/token", this::answer);
        provider.start();
        tokens = new ClientCredentialsTokens(
                URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/token"),
                "trivium-fin-service",
                "s3cret:&",
                now::get);
    }

    @AfterEach
    void stop() {
        hold.countDown();
        tokens.close();
        provider.stop(0);
    }

    @Test
    void asksAsTheClientAndKeepsTheToken() {
        hold.countDown();
        assertEquals("token-1", tokens.token(PATIENCE));
        assertEquals("token-1", tokens.token(PATIENCE));
        String basic =
                Base64.getEncoder().encodeToString("trivium-fin-service:s3cret%3A%26".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("POST Basic " + basic + " grant_type=client_credentials"), List.copyOf(seen));
    }

    @Test
    void asksOnceForManyCallers() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) calls.add(threads.submit(() -> tokens.token(PATIENCE)));
            hold.countDown();
            Set<String> got = new HashSet<>();
            for (Future<String> call : calls) got.add(call.get(30, TimeUnit.SECONDS));
            assertEquals(Set.of("token-1"), got);
        }
        assertEquals(1, issued.get());
    }

    @Test
    void renewsInTheBackgroundBeforeItExpires() throws Exception {
        hold.countDown();
        assertEquals("token-1", tokens.token(PATIENCE));
        pass(Duration.ofSeconds(241));
        String token = tokens.token(PATIENCE);
        assertTrue(Set.of("token-1", "token-2").contains(token), token);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!tokens.token(PATIENCE).equals("token-2") && System.nanoTime() < deadline) Thread.onSpinWait();
        assertEquals("token-2", tokens.token(PATIENCE));
    }

    @Test
    void waitsForANewTokenOnceItHasExpired() {
        hold.countDown();
        tokens.token(PATIENCE);
        pass(Duration.ofSeconds(296));
        assertEquals("token-2", tokens.token(PATIENCE));
    }

    @Test
    void fetchesAnotherWhenAServerRefusedIt() {
        hold.countDown();
        tokens.refused(tokens.token(PATIENCE));
        assertEquals("token-2", tokens.token(PATIENCE));
        tokens.refused("token-1");
        assertEquals("token-2", tokens.token(PATIENCE));
    }

    @Test
    void doesNotHammerAProviderThatRefuses() {
        hold.countDown();
        status.set(401);
        for (int i = 0; i < 20; i++) {
            var e = assertThrows(InferenceException.class, () -> tokens.token(PATIENCE));
            assertEquals(InferenceError.NOT_PERMITTED, e.error());
        }
        assertEquals(1, seen.size());
        status.set(200);
        pass(Duration.ofMillis(501));
        assertEquals("token-1", tokens.token(PATIENCE));
    }

    @Test
    void waitsNoLongerThanItsCaller() {
        var e = assertThrows(InferenceException.class, () -> tokens.token(Duration.ofMillis(100)));
        assertEquals(InferenceError.NOT_PERMITTED, e.error());
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try {
                hold.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            String body = status.get() == 200
                    ? "{\"access_token\":\"token-" + issued.incrementAndGet() + "\",\"expires_in\":300}"
                    : "{\"error\":\"invalid_client\"}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
