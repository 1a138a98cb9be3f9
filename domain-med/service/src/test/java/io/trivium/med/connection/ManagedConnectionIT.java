package io.trivium.med.connection;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.DicomTools;
import io.trivium.med.NodeResource;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import io.trivium.med.report.MllpClient;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** DICOM peers, HL7 listeners and destinations that are added, paused and retired while the node runs. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the field
class ManagedConnectionIT {
    private static final Duration WAIT = Duration.ofSeconds(5);

    @Inject
    DicomNode node;

    static RequestSpecification as(String user, String tenant) {
        return given().auth()
                .oauth2(TestTokens.token()
                        .user(user)
                        .tenant(tenant)
                        .roles("med-integrator")
                        .audience("trivium-med")
                        .claim("auth_time", Instant.now().getEpochSecond())
                        .sign())
                .contentType("application/json");
    }

    static ValidatableResponse create(String kind, String name, Map<String, Object> settings) {
        return as("ines", "demo-hospital")
                .body(Map.of("kind", kind, "name", name, "settings", settings))
                .post("/v1/connections")
                .then();
    }

    static String created(String kind, String name, Map<String, Object> settings) {
        return create(kind, name, settings).statusCode(201).extract().path("id");
    }

    static ValidatableResponse act(String user, String id, String act, Map<String, Object> body) {
        return as(user, "demo-hospital")
                .body(body)
                .post("/v1/connections/" + id + "/" + act)
                .then();
    }

    private String echoscu(String ae) throws Exception {
        return DicomTools.run(
                "echoscu", "-v", "-aet", ae, "-aec", "TRIVIUM", "127.0.0.1", Integer.toString(node.port()));
    }

    @Test
    void aPeerCallsOnceItIsApprovedAndUntilItIsPausedOrRetired() throws Exception {
        String id = created("dicom-peer", "ct-two", Map.of("aeTitle", "CT2", "hosts", List.of("127.0.0.1")));
        assertTrue(echoscu("CT2").contains("Rejected"), "a proposed peer is not known");
        act("ines", id, "approve", Map.of("revision", 1)).statusCode(403);
        act("otto", id, "approve", Map.of("revision", 1)).statusCode(200).body("state", is("active"));
        assertTrue(echoscu("CT2").contains("Received Echo Response (Success)"));
        as("ines", "demo-hospital").get("/v1/connection").then().body("peers.name", hasItems("ct-two", "pacs"));

        Peer self = new Peer(
                "self",
                new AeTitle("TRIVIUM"),
                new TenantId("demo-hospital"),
                List.of(),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", node.port())),
                false,
                Optional.empty());
        try (DicomClient ct = node.clientAs(new AeTitle("CT2"), WAIT);
                Association open = ct.open(self, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN)))) {
            assertTrue(Requests.echo(open).isDone());
            act("ines", id, "pause", Map.of("reason", "replaced tube")).statusCode(200);
            assertThrows(IOException.class, () -> Requests.echo(open));
        }
        assertTrue(echoscu("CT2").contains("Rejected"));
        act("ines", id, "resume", Map.of()).statusCode(200);
        assertTrue(echoscu("CT2").contains("Received Echo Response (Success)"));
        act("ines", id, "retire", Map.of("reason", "sold")).statusCode(200);
        assertTrue(echoscu("CT2").contains("Rejected"));
    }

    @Test
    void aPeerTakesNoAeTitleOfAnother() {
        as("eve", "other-hospital")
                .body(Map.of(
                        "kind",
                        "dicom-peer",
                        "name",
                        "ours-now",
                        "settings",
                        Map.of("aeTitle", "PACS", "hosts", List.of("0.0.0.0/0"))))
                .post("/v1/connections")
                .then()
                .statusCode(400)
                .body("violations[0].field", is("settings.aeTitle"));
        create("dicom-peer", "half", Map.of("aeTitle", "HALF", "host", "127.0.0.1"))
                .statusCode(400)
                .body("violations[0].field", is("settings.port"));
        create("dicom-peer", "inside", Map.of("aeTitle", "IN", "host", "169.254.169.254", "port", 104))
                .statusCode(400)
                .body("violations[0].field", is("settings.host"));
    }

    @Test
    void aPausedPeerKeepsItsAeTitle() {
        String one = created("dicom-peer", "rest-a", Map.of("aeTitle", "REST", "hosts", List.of("127.0.0.1")));
        act("otto", one, "approve", Map.of("revision", 1)).statusCode(200);
        act("ines", one, "pause", Map.of("reason", "moved")).statusCode(200);
        String two = created("dicom-peer", "rest-b", Map.of("aeTitle", "REST", "hosts", List.of("127.0.0.1")));
        act("otto", two, "approve", Map.of("revision", 1)).statusCode(409).body("code", is("connection-claimed"));
        act("ines", one, "retire", Map.of("reason", "sold")).statusCode(200);
        act("otto", two, "approve", Map.of("revision", 1)).statusCode(200);
        act("ines", two, "retire", Map.of("reason", "tested")).statusCode(200);
    }

    /** Connections of before have no claim on their titles. */
    @Test
    void aPeerKeepsItsAeTitleWhenAnotherGetsIt() throws Exception {
        String one = created("dicom-peer", "twin-a", Map.of("aeTitle", "TWIN-A", "hosts", List.of("127.0.0.1")));
        String two = created("dicom-peer", "twin-b", Map.of("aeTitle", "TWIN-B", "hosts", List.of("127.0.0.1")));
        act("otto", one, "approve", Map.of("revision", 1)).statusCode(200);
        act("otto", two, "approve", Map.of("revision", 1)).statusCode(200);
        setAeTitle(one, "TWIN-B");
        await(() ->
                node.access().byName(new TenantId("demo-hospital"), "twin-a").isEmpty());
        assertEquals(
                new AeTitle("TWIN-B"),
                node.access()
                        .byName(new TenantId("demo-hospital"), "twin-b")
                        .orElseThrow()
                        .aeTitle());
        await(() -> lastError("twin-a").contains("another peer in use has the AE title TWIN-B"));
        assertEquals("", lastError("twin-b"));
        setAeTitle(one, "TWIN-A");
        await(() ->
                node.access().byName(new TenantId("demo-hospital"), "twin-a").isPresent());
        act("ines", one, "retire", Map.of("reason", "tested")).statusCode(200);
        act("ines", two, "retire", Map.of("reason", "tested")).statusCode(200);
    }

    private static String lastError(String name) {
        String error = as("ines", "demo-hospital")
                .get("/v1/connections")
                .path("items.find { it.name == '" + name + "' }.lastError");
        return error == null ? "" : error;
    }

    private static void setAeTitle(String id, String aeTitle) throws SQLException {
        try (Connection connection = TestDatabase.schema("med").connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("update connection_revision set settings = jsonb_set(settings, '{aeTitle}', '\"" + aeTitle
                    + "\"') where connection_id = '" + id + "'");
            statement.execute("update connection set version = version + 1 where id = '" + id + "'");
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant until = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(until), "waited 30 seconds");
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void aListenerOnAnotherPortThanTheSettingsSayIsNotServing() throws Exception {
        int port = freePort();
        List<String> hosts = List.of("127.0.0.1");
        String id = created("hl7-listener", "adt-ward", Map.of("port", port, "hosts", hosts, "patientUpdates", true));
        act("ines", id, "test", Map.of()).body("ok", is(true)).body("detail", containsString("is free"));
        act("otto", id, "approve", Map.of("revision", 1)).statusCode(200);
        act("ines", id, "test", Map.of()).body("ok", is(true)).body("detail", is("The port is open."));
        Map<String, Object> moved = Map.of("port", freePort(), "hosts", hosts, "patientUpdates", true);
        as("ines", "demo-hospital")
                .body(Map.of("revision", 1, "settings", moved))
                .put("/v1/connections/" + id)
                .then()
                .statusCode(200);
        act("ines", id, "test", Map.of())
                .body("ok", is(false))
                .body("detail", containsString("listens on 127.0.0.1:" + port));
        act("otto", id, "approve", Map.of("revision", 2)).statusCode(200);
        act("ines", id, "test", Map.of()).body("ok", is(true)).body("detail", is("The port is open."));
        act("ines", id, "retire", Map.of("reason", "tested")).statusCode(200);
    }

    @Test
    void aListenerOpensItsPortAtOnceAndClosesIt() throws Exception {
        int port = freePort();
        String id = created(
                "hl7-listener", "er", Map.of("port", port, "hosts", List.of("127.0.0.1"), "sendingFacility", "ER"));
        MllpClient sender =
                new MllpClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAIT, Optional.empty());
        assertEquals(new MllpClient.Reply.Accepted(), sender.send(order("ER", "77")));
        assertEquals(new MllpClient.Reply.Refused(true, "AR"), sender.send(order("OTHER", "78")));
        create("hl7-listener", "er-two", Map.of("port", port, "hosts", List.of("127.0.0.1")))
                .statusCode(400)
                .body("violations[0].field", is("settings.port"));
        act("ines", id, "pause", Map.of("reason", "feed is wrong")).statusCode(200);
        assertThrows(IOException.class, () -> sender.send(order("ER", "79")));
        act("ines", id, "resume", Map.of()).statusCode(200);
        assertEquals(new MllpClient.Reply.Accepted(), sender.send(order("ER", "80")));
        act("ines", id, "test", Map.of()).statusCode(200).body("ok", is(true));
        act("ines", id, "retire", Map.of("reason", "moved")).statusCode(200);
        assertThrows(IOException.class, () -> sender.send(order("ER", "81")));

        Map<String, Object> updating = Map.of("port", port, "hosts", List.of("127.0.0.1"), "patientUpdates", true);
        create("hl7-listener", "adt", updating).statusCode(201).body("state", is("proposed"));
    }

    private static String order(String facility, String control) {
        return "MSH|^~\\&|RIS|" + facility + "|TRIVIUM|H|20260102||ORM^O01|" + control
                + "|P|2.5\rPID|1||P1^^^H||Test^Patient\rORC|NW|PL-" + control + "|FI-" + control
                + "||||^^^^^S\rOBR|1|PL-1|FI-1|CT||||||||||||||A" + control + "\r";
    }

    @Test
    void testsADestinationWithoutFollowingARedirect() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/fhir/metadata", exchange -> {
            boolean isAllowed =
                    "Bearer t0p-secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(isAllowed ? 200 : 401, -1);
            exchange.close();
        });
        server.createContext("/moved/metadata", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest/meta-data");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            String id =
                    created("fhir-server", "ehr", Map.of("url", base + "/fhir", "authorization", "Bearer t0p-secret"));
            act("ines", id, "test", Map.of()).statusCode(200).body("ok", is(true));
            String shown = as("ines", "demo-hospital")
                    .get("/v1/connections")
                    .then()
                    .body("items.find { it.name == 'ehr' }.secrets", is(List.of("authorization")))
                    .body("items.find { it.name == 'ehr' }.pending", notNullValue())
                    .extract()
                    .asString();
            assertTrue(!shown.contains("t0p-secret"), shown);
            String moved = created("fhir-server", "moved", Map.of("url", base + "/moved"));
            act("ines", moved, "test", Map.of())
                    .statusCode(200)
                    .body("ok", is(false))
                    .body("detail", containsString("redirect"));
        } finally {
            server.stop(0);
        }
        create("stow-destination", "web", Map.of("url", "http://[::1]/dicom-web"))
                .statusCode(400)
                .body("violations[0].field", is("settings.url"));
        create("stow-destination", "web", Map.of("url", "file:///etc/passwd")).statusCode(400);
        create("c-store-destination", "lost", Map.of("peer", "not-there"))
                .statusCode(400)
                .body("violations[0].field", is("settings.peer"));
    }

    @Test
    void anAuthorizationIsOneLineOfPrintableCharacters() {
        for (String kind : List.of("fhir-server", "stow-destination")) {
            for (String value : List.of("Bearer x\r\nHost: y", "Bearer x\n", "Bearer x\u007f", " Bearer x")) {
                create(kind, "odd", Map.of("url", "http://127.0.0.1/r4", "authorization", value))
                        .statusCode(400)
                        .body("violations[0].field", is("settings.authorization"));
            }
        }
        created("fhir-server", "bearer", Map.of("url", "http://127.0.0.1/r4", "authorization", "Bearer x"));
        created("stow-destination", "basic", Map.of("url", "http://127.0.0.1/dw", "authorization", "Basic dTpw"));
    }
}
