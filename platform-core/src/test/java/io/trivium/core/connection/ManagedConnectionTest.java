package io.trivium.core.connection;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Connections by REST: proposed, approved by a second person, changed, paused, resumed and retired. */
@QuarkusTest
@TestProfile(ManagedConnectionTest.Profile.class)
@WithTestResource(PostgresResource.class)
class ManagedConnectionTest {
    private static final String SECRET = "hunter2-hunter2";

    private final Connections connections;

    ManagedConnectionTest(Connections connections) {
        this.connections = connections;
    }

    /** A service whose operator allows 127.0.0.0/8. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "platform.connections.role", "fin-supervisor",
                    "platform.connections.allow", "127.0.0.0/8",
                    "platform.connections.secret", "a key of these tests, of no other use",
                    "platform.connections.poll", "200ms");
        }
    }

    @Test
    void isUsedOnceAnotherPersonApprovesIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<List<String>> followed = new ArrayList<>();
            connections.follow(
                    "socket",
                    now -> followed.add(now.stream()
                            .map(each -> each.name() + "/" + each.revision())
                            .toList()));
            String id = created("bank-one", settings(server.getLocalPort()))
                    .statusCode(201)
                    .body("state", equalTo("proposed"))
                    .body("pending.revision", equalTo(1))
                    .body("settings.mode", equalTo("plain"))
                    .body("settings.password", nullValue())
                    .body("secrets", equalTo(List.of("password")))
                    .extract()
                    .path("id");
            assertEquals(List.of(), connections.active("socket"));
            post("ann", id, "test", Map.of()).statusCode(200).body("ok", equalTo(true));

            post("ann", id, "approve", Map.of("revision", 1))
                    .statusCode(403)
                    .body("code", equalTo("connection-second-person"));
            given(caller("bob", 3600))
                    .body(Map.of("revision", 1))
                    .post("/v1/connections/" + id + "/approve")
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("authentication-too-old"));
            post("bob", id, "approve", Map.of("revision", 2))
                    .statusCode(409)
                    .body("code", equalTo("connection-revision"));
            post("bob", id, "approve", Map.of("revision", 1))
                    .statusCode(200)
                    .body("state", equalTo("active"))
                    .body("approvedBy", equalTo("bob"));
            Connection used = connections.active("socket").getFirst();
            assertEquals(SECRET, used.settings().secret("password").orElseThrow());
            assertTrue(!used.toString().contains(SECRET), used::toString);

            // A change waits while the former revision is used; the secret stays as it is for the same address only.
            Map<String, Object> changed = settings(server.getLocalPort());
            changed.put("topics", List.of("a", "b"));
            changed.remove("password");
            put(id, 1, changed)
                    .statusCode(200)
                    .body("state", equalTo("active"))
                    .body("activeRevision", equalTo(1))
                    .body("pending.revision", equalTo(2))
                    .body("pending.secrets", equalTo(List.of("password")));
            put(id, 1, changed).statusCode(409).body("revision", equalTo(2));
            assertEquals(1, connections.active("socket").getFirst().revision());
            Map<String, Object> moved = new HashMap<>(changed);
            moved.put("host", "127.0.0.2");
            put(id, 2, moved)
                    .statusCode(400)
                    .body("violations[0].field", equalTo("settings.password"))
                    .body("violations[0].message", containsString("entered again"));
            given(caller("ann", 0))
                    .body("{\"revision\":2,\"settings\":{\"host\":\"127.0.0.2\",\"port\":1,\"password\":null}}")
                    .put("/v1/connections/" + id)
                    .then()
                    .statusCode(400)
                    .body("violations[0].field", equalTo("settings.password"));
            post("ann", id, "reject", Map.of("revision", 2, "reason", "not agreed"))
                    .statusCode(200)
                    .body("pending", nullValue());
            post("bob", id, "approve", Map.of("revision", 2)).statusCode(409).body("code", equalTo("connection-state"));
            put(id, 2, changed).statusCode(200);
            post("bob", id, "approve", Map.of("revision", 3)).statusCode(200);
            assertEquals(
                    SECRET,
                    connections
                            .active("socket")
                            .getFirst()
                            .settings()
                            .secret("password")
                            .orElseThrow());

            post("ann", id, "pause", Map.of("reason", "maintenance"))
                    .statusCode(200)
                    .body("state", equalTo("paused"))
                    .body("pausedBy", equalTo("ann"));
            assertEquals(List.of(), connections.active("socket"));
            post("ann", id, "pause", Map.of("reason", "again")).statusCode(409);
            post("ann", id, "resume", Map.of()).statusCode(200).body("state", equalTo("active"));
            connections.failed(used, "The server closed the connection.");
            post("ann", id, "retire", Map.of("reason", "replaced"))
                    .statusCode(200)
                    .body("state", equalTo("retired"));
            put(id, 3, changed).statusCode(409).body("code", equalTo("connection-state"));
            assertEquals(
                    List.of(
                            List.of(),
                            List.of("bank-one/1"),
                            List.of("bank-one/3"),
                            List.of(),
                            List.of("bank-one/3"),
                            List.of()),
                    followed);

            Instant until = Instant.now().plusSeconds(20);
            while (!"The server closed the connection.".equals(get(id).extract().path("lastError"))
                    && Instant.now().isBefore(until)) {
                Thread.onSpinWait();
            }
            get(id).body("lastError", equalTo("The server closed the connection."))
                    .body("lastErrorAt", notNullValue());
            assertNoSecret(id);
            // The name of a retired connection is free.
            created("bank-one", settings(server.getLocalPort())).statusCode(201);
            created("bank-one", settings(server.getLocalPort()))
                    .statusCode(409)
                    .body("code", equalTo("connection-name-taken"));
        }
    }

    private void assertNoSecret(String id) throws Exception {
        String listed =
                given(caller("ann", 0)).get("/v1/connections").then().extract().asString();
        assertTrue(listed.contains(id) && !listed.contains(SECRET), listed);
        TestDatabase database = TestDatabase.schema("core");
        assertEquals(
                7 + 2,
                database.count("select count(*) from audit_entry where object = 'connection/" + id
                        + "' and action <> 'connection.test' and tenant_id = 'demo-bank'"));
        assertEquals(0, database.count("select count(*) from audit_entry where details like '%" + SECRET + "%'"));
        assertEquals(
                0,
                database.count("select count(*) from connection_revision where settings::text like '%" + SECRET
                        + "%' or position('" + SECRET + "'::bytea in secrets) > 0"));
    }

    @Test
    void isActiveAtOnceWhereNoDataLeavesByIt() {
        Map<String, Object> settings = settings(4000);
        settings.put("internal", true);
        String id = created("inside", settings)
                .statusCode(201)
                .body("state", equalTo("active"))
                .extract()
                .path("id");
        post("ann", id, "retire", Map.of("reason", "test")).statusCode(200);
    }

    @Test
    void onlyOneActiveOrPausedConnectionHasWhatItClaims() {
        String one =
                created("claim-one", settings(5000)).statusCode(201).extract().path("id");
        String two =
                created("claim-two", settings(5000)).statusCode(201).extract().path("id");
        post("bob", one, "approve", Map.of("revision", 1)).statusCode(200);
        post("bob", two, "approve", Map.of("revision", 1))
                .statusCode(409)
                .body("code", equalTo("connection-claimed"))
                .body("detail", containsString("port 5000"));
        post("ann", one, "pause", Map.of("reason", "test")).statusCode(200);
        post("bob", two, "approve", Map.of("revision", 1)).statusCode(409);
        post("ann", one, "retire", Map.of("reason", "test")).statusCode(200);
        post("bob", two, "approve", Map.of("revision", 1)).statusCode(200);
        post("ann", two, "retire", Map.of("reason", "test")).statusCode(200);
    }

    /** A revision of an instance with another key: not used here, and not taken for retired, so that what waits for it is kept. */
    @Test
    void followsAnotherInstanceAndKeepsWhatItCannotDecrypt() throws Exception {
        String id =
                created("elsewhere", settings(4003)).statusCode(201).extract().path("id");
        post("bob", id, "approve", Map.of("revision", 1)).statusCode(200);
        assertEquals(1, connections.active("socket").size());
        try (java.sql.Connection database = TestDatabase.schema("core").connectAsSuperuser();
                Statement statement = database.createStatement()) {
            statement.executeUpdate(
                    "update connection_revision set secrets = '\\x00' where connection_id = '" + id + "'");
            statement.executeUpdate("update connection set version = version + 1 where id = '" + id + "'");
        }
        Instant until = Instant.now().plusSeconds(20);
        while (connections.paused("socket").isEmpty() && Instant.now().isBefore(until)) Thread.onSpinWait();
        assertEquals(
                List.of(id),
                connections.paused("socket").stream()
                        .map(each -> each.id().toString())
                        .toList());
        assertEquals(List.of(), connections.active("socket"));
        post("ann", id, "test", Map.of()).statusCode(200).body("ok", equalTo(false));
        put(id, 1, settings(4003)).statusCode(200);
        post("bob", id, "approve", Map.of("revision", 2)).statusCode(200);
        assertEquals(1, connections.active("socket").size());
        post("ann", id, "retire", Map.of("reason", "test")).statusCode(200);
        assertEquals(List.of(), connections.paused("socket"));
    }

    @Test
    void namesEveryFieldThatIsWrong() {
        created(
                        "Bad Name",
                        Map.of(
                                "host",
                                7,
                                "port",
                                70000,
                                "internal",
                                "yes",
                                "topics",
                                List.of("c"),
                                "mode",
                                "ssh",
                                "x",
                                1))
                .statusCode(400)
                .body("code", equalTo("constraint-violation"))
                .body(
                        "violations.field",
                        hasItems(
                                "name",
                                "settings.host",
                                "settings.port",
                                "settings.internal",
                                "settings.topics",
                                "settings.mode",
                                "settings.x"));
        created("no-host", Map.of("port", 1)).statusCode(400).body("violations[0].message", equalTo("must be given"));
        created("devil", settings(666)).statusCode(400).body("violations[0].field", equalTo("settings.port"));
        created("of-no-kind", "nothing", Map.of()).statusCode(404).body("detail", containsString("socket"));
    }

    @Test
    void refusesHostsThatTheOperatorDoesNotAllow() {
        for (String host : List.of("169.254.169.254", "10.0.0.1", "::1", "2130706433", "0x7f000001")) {
            Map<String, Object> settings = settings(80);
            settings.put("host", host);
            created("inner", settings)
                    .statusCode(400)
                    .body("violations[0].field", equalTo("settings.host"))
                    .body("violations[0].message", containsString("must be a host"));
        }
    }

    @Test
    void showsEachOrganisationItsOwnOnly() {
        String id = created("private", settings(4001)).statusCode(201).extract().path("id");
        RequestSpecification stranger =
                given().auth().oauth2(token("eve", "other-bank", 0)).contentType(ContentType.JSON);
        given(stranger).get("/v1/connections/" + id).then().statusCode(404);
        given(stranger)
                .body(Map.of("revision", 1))
                .post("/v1/connections/" + id + "/approve")
                .then()
                .statusCode(404);
        given(stranger).get("/v1/connections").then().body("items.name", not(hasItem("built-in")));
        given(caller("ann", 0))
                .get("/v1/connections?kind=socket")
                .then()
                .statusCode(200)
                .body("items.find { it.name == 'built-in' }.configured", equalTo(true))
                .body("items.find { it.name == 'built-in' }.secrets", equalTo(List.of("password")));
        created("built-in", settings(4002)).statusCode(409);
        given(caller("ann", 0))
                .get("/v1/connections/kinds")
                .then()
                .statusCode(200)
                .body("items[0].name", equalTo("socket"))
                .body("items[0].fields[1].max", equalTo(65535));
        post("ann", UUID.randomUUID().toString(), "resume", Map.of()).statusCode(404);
    }

    private static Map<String, Object> settings(int port) {
        return new HashMap<>(Map.of("host", "127.0.0.1", "port", port, "topics", List.of("a"), "password", SECRET));
    }

    private static ValidatableResponse created(String name, Map<String, Object> settings) {
        return created(name, "socket", settings);
    }

    private static ValidatableResponse created(String name, String kind, Map<String, Object> settings) {
        return given(caller("ann", 0))
                .body(Map.of("kind", kind, "name", name, "settings", settings))
                .post("/v1/connections")
                .then();
    }

    private static ValidatableResponse put(String id, int revision, Map<String, Object> settings) {
        return given(caller("ann", 0))
                .body(Map.of("revision", revision, "settings", settings))
                .put("/v1/connections/" + id)
                .then();
    }

    private static ValidatableResponse post(String user, String id, String act, Map<String, Object> body) {
        RequestSpecification request = given(caller(user, 0));
        return (body.isEmpty() ? request : request.body(body))
                .post("/v1/connections/" + id + "/" + act)
                .then();
    }

    private static ValidatableResponse get(String id) {
        return given(caller("ann", 0)).get("/v1/connections/" + id).then().statusCode(200);
    }

    private static RequestSpecification caller(String user, long loginAge) {
        return given().auth().oauth2(token(user, "demo-bank", loginAge)).contentType(ContentType.JSON);
    }

    private static String token(String user, String tenant, long loginAge) {
        return TestTokens.token()
                .user(user)
                .tenant(tenant)
                .roles("fin-supervisor")
                .audience("trivium-core")
                .claim("auth_time", Instant.now().getEpochSecond() - loginAge)
                .sign();
    }
}
