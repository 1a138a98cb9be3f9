package io.trivium.fin.iso;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.FreePorts;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.decision.ScriptedModel;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A link that one supervisor proposes and another approves while the service runs (integrators 5). */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
class ManagedLinkIT {
    private static final String REASON = "{\"reason\": \"The acquirer moves.\"}";

    private static io.restassured.specification.RequestSpecification supervisor(String name, String tenant) {
        return given().contentType("application/json")
                .header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .user(name)
                                        .tenant(tenant)
                                        .roles("fin-supervisor")
                                        .audience("trivium-fin")
                                        .sign());
    }

    private static ValidatableResponse act(String name, String id, String act, String body) {
        return supervisor(name, "demo-bank")
                .body(body)
                .post("/v1/connections/" + id + "/" + act)
                .then();
    }

    private static ValidatableResponse create(String name, String settings) {
        return supervisor("sue", "demo-bank")
                .body("{\"kind\": \"iso8583-link\", \"name\": \"" + name + "\", \"settings\": {" + settings + "}}")
                .post("/v1/connections")
                .then();
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void until(int port, boolean listens) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (listens(port) != listens) {
            assertTrue(System.nanoTime() < end, "not within 30 s");
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static String signOn(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            String message = Messages.network8583("1201120000", "000001", "001");
            socket.getOutputStream()
                    .write(("%04d".formatted(message.length()) + message).getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = Integer.parseInt(new String(in.readNBytes(4), StandardCharsets.US_ASCII));
            return new String(in.readNBytes(length), StandardCharsets.US_ASCII).substring(0, 4);
        }
    }

    @Test
    void aLinkListensOnceASecondPersonHasApprovedIt() throws Exception {
        int port = FreePorts.next();
        String id = create("acquirer", "\"port\": " + port + ", \"header\": \"ascii-4\"")
                .statusCode(201)
                .body("state", equalTo("proposed"))
                .extract()
                .path("id");
        act("sue", id, "test", "").statusCode(200).body("ok", equalTo(true));
        act("sue", id, "approve", "{\"revision\": 1}").statusCode(403);
        assertEquals(false, listens(port));
        act("sam", id, "approve", "{\"revision\": 1}").statusCode(200).body("state", equalTo("active"));
        until(port, true);
        assertEquals("0810", signOn(port));
        act("sue", id, "test", "").body("ok", equalTo(true)).body("detail", containsString("listens on"));

        supervisor("sue", "other-bank").get("/v1/connections/" + id).then().statusCode(404);

        act("sue", id, "pause", REASON).statusCode(200);
        until(port, false);
        act("sue", id, "resume", "").statusCode(200);
        until(port, true);
        assertEquals("0810", signOn(port));
        act("sue", id, "retire", REASON).statusCode(200);
        until(port, false);
    }

    @Test
    void aLinkForOtherMachinesNeedsPeersOrTls() {
        create("open", "\"port\": 18583, \"address\": \"0.0.0.0\"")
                .statusCode(400)
                .body(containsString("where there are neither peers nor a TLS configuration"));
        create("tls", "\"port\": 18583, \"tlsConfiguration\": \"none\"")
                .statusCode(400)
                .body(containsString("there is no quarkus.tls.none"));
    }
}
