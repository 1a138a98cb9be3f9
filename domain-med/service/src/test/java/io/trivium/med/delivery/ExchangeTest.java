package io.trivium.med.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final CountDownLatch done = new CountDownLatch(1);
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    ExchangeTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/whole", exchange -> {
            byte[] answer = "whole".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            try (exchange) {
                exchange.getResponseBody().write(answer);
            }
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void end() {
        done.countDown();
        http.shutdownNow();
        server.stop(0);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .build();
    }

    @Test
    void givesUpOnABodyThatDoesNotEnd() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(
                        HttpTimeoutException.class,
                        () -> Exchange.send(
                                http, request("/endless"), BodyHandlers.discarding(), Duration.ofMillis(300))));
    }

    @Test
    void readsAWholeAnswerAndNoLongerOne() throws Exception {
        assertEquals(
                "whole",
                Exchange.send(http, request("/whole"), BodyHandlers.ofString(), Duration.ofSeconds(20))
                        .body());
        assertThrows(
                IOException.class,
                () -> Exchange.send(
                        http,
                        request("/whole"),
                        BodyHandlers.limiting(BodyHandlers.ofString(), 2),
                        Duration.ofSeconds(20)));
    }
}
