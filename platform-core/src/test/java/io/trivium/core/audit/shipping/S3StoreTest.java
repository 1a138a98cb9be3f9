package io.trivium.core.audit.shipping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class S3StoreTest {
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final S3Signature SIGNATURE =
            new S3Signature("us-east-1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private static String signed(String address, Map<String, String> headers) {
        return SIGNATURE
                .sign("GET", URI.create(address), headers, new byte[0], NOW)
                .getOrDefault("Authorization", "");
    }

    /** The examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header". */
    @Test
    void signsAsTheReferencesExamples() {
        assertTrue(signed("https://examplebucket.s3.amazonaws.com/test.txt", Map.of("Range", "bytes=0-9"))
                .endsWith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
        assertTrue(signed("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J", Map.of())
                .endsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
    }

    @Test
    void showsNoSecret() {
        assertFalse(SIGNATURE.toString().contains("wJalr"));
    }

    /** The gateway of {@link AuditShippingIT} has no object lock; here is what a store with it receives. */
    @Test
    void asksForALockAndNeverReplaces() throws Exception {
        AtomicReference<Headers> received = new AtomicReference<>(new Headers());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.set(exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            new S3Store(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/bucket"),
                            "",
                            SIGNATURE,
                            Optional.of(new S3Store.Lock(ShippingConfig.LockMode.COMPLIANCE, Duration.ofDays(10))),
                            client,
                            Duration.ofSeconds(10),
                            InstantSource.fixed(NOW))
                    .put("core/demo-bank/0000000001.ndjson", "x\n".getBytes(StandardCharsets.UTF_8));
        } finally {
            server.stop(0);
        }
        Headers headers = received.get();
        assertEquals("COMPLIANCE", headers.getFirst("x-amz-object-lock-mode"));
        assertEquals("2013-06-03T00:00:00Z", headers.getFirst("x-amz-object-lock-retain-until-date"));
        assertEquals("*", headers.getFirst("If-None-Match"));
        assertEquals("c8s4WKaHqElMozIwUwFigvPa051Cz2LKTnndoqrH2aw=", headers.getFirst("x-amz-checksum-sha256"));
        assertTrue(headers.getFirst("Authorization")
                .contains("content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-object-lock-mode;x-amz-object-lock-retain-until-date"));
    }
}
