package io.trivium.core.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.FreePorts;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** security L2: connections whose requests never become whole cost other callers nothing and do not stay. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@TestProfile(ConnectionGuardIT.Narrow.class)
class ConnectionGuardIT {

    /** Limits that a test reaches in seconds. */
    public static final class Narrow implements QuarkusTestProfile {
        private static final String PORT = Integer.toString(FreePorts.next());

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port", PORT,
                    "platform.web.connections.per-address", "400",
                    "platform.web.connections.head-time", "3s",
                    "platform.web.connections.body-time", "2s");
        }
    }

    private static Socket connect(String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads what is left, and whether the server has ended the connection. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    @Test
    void halfOpenConnectionsDisturbNobodyAndEnd() throws IOException {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                half.add(connect(i % 2 == 0 ? "" : "GET /v1/session HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
            }
            Instant began = Instant.now();
            for (int i = 0; i < 50; i++) given().get("/problems").then().statusCode(200);
            Duration each = Duration.between(began, Instant.now()).dividedBy(50);
            assertTrue(each.toMillis() < 200, each.toString());
            for (Socket socket : half) assertTrue(isClosed(socket), "a connection is open after its time");
            given().get(ManagementAddress.of("/q/metrics"))
                    .then()
                    .body(containsString("core_connections_closed_total{reason=\"head\"} 300.0"));
        } finally {
            for (Socket socket : half) socket.close();
        }
    }

    @Test
    void closesConnectionsWhoseBodiesStopBeforeTheirEnd() throws IOException {
        String head = "POST /v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                half.add(connect(head
                        + (i % 2 == 0
                                ? "Content-Length: 100\r\n\r\n{"
                                : "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")));
            }
            given().get("/problems").then().statusCode(200);
            for (Socket socket : half) assertTrue(isClosed(socket), "a connection is open after its time");
            given().get(ManagementAddress.of("/q/metrics"))
                    .then()
                    .body(containsString("core_connections_closed_total{reason=\"body\"} 100.0"));
        } finally {
            for (Socket socket : half) socket.close();
        }
    }

    /** A slow sender has the time that it needs, as long as bytes come. */
    @Test
    void readsBodiesOfSlowSenders() throws IOException, InterruptedException {
        String token = TestTokens.token()
                .tenant("demo-bank")
                .roles("fin-analyst")
                .audience("trivium-core")
                .sign();
        String body = "{\"body\":\"x\",\"copies\":1}";
        try (Socket socket = connect("POST /v1/notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n")) {
            for (int i = 0; i < body.length(); i += 3) {
                TimeUnit.MILLISECONDS.sleep(700);
                socket.getOutputStream()
                        .write(body.substring(i, Math.min(i + 3, body.length())).getBytes(StandardCharsets.US_ASCII));
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    @Test
    void closesConnectionsAboveTheLimitOfAnAddress() throws IOException {
        given().get("/problems").then().statusCode(200);
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 390; i++) many.add(connect(""));
            given().get("/problems").then().statusCode(200);
            for (int i = 0; i < 30; i++) many.add(connect(""));
            int closed = 0;
            for (Socket socket : many.subList(390, 420)) {
                socket.setSoTimeout(200);
                closed += isClosed(socket) ? 1 : 0;
            }
            assertTrue(closed >= 15 && closed < 30, closed + " of 30 closed at once");
        } finally {
            for (Socket socket : many) socket.close();
        }
        given().get("/problems").then().statusCode(200);
    }

    /** A connection that is used again and again has its time for each request, and none while it waits for one. */
    @Test
    void keepsConnectionsThatAreUsed() throws IOException, InterruptedException {
        given().get("/problems").then().statusCode(200);
        String request = "GET /problems HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Socket socket = connect(request)) {
            for (int i = 0; i < 3; i++) {
                byte[] answer = new byte[15];
                assertEquals(15, socket.getInputStream().readNBytes(answer, 0, 15));
                assertEquals("HTTP/1.1 200 OK", new String(answer, StandardCharsets.US_ASCII));
                TimeUnit.MILLISECONDS.sleep(3_500);
                assertTrue(socket.getInputStream().skip(socket.getInputStream().available()) > 0);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
