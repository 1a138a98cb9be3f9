package io.trivium.core.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.observability.LogLines;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the rules that apply to every request, whatever its target. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class EdgeTest {

    private static RequestSpecification caller(String name, String... roles) {
        String token = TestTokens.token()
                .user(name)
                .tenant("demo-bank")
                .roles(roles)
                .audience("trivium-core")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/notes", "/v1/session", "/console/", "/console/assets/app-1.js", "/problems"})
    void echoesNoRequest(String path) {
        caller("analyst", "fin-analyst")
                .request("TRACE", path)
                .then()
                .statusCode(405)
                .body("code", is("method-not-allowed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/notes", "/v1/session", "/problems"})
    void refusesMethodsThatItDoesNotKnow(String path) {
        caller("analyst", "fin-analyst")
                .request("BREW", path)
                .then()
                .statusCode(405)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", is("method-not-allowed"));
    }

    /** The HTTP server itself refuses these, before any filter: without a body (docs/architecture.md). */
    @Test
    void refusesLongAddressesAndHeaders() {
        given().get("/problems?" + "x".repeat(10_000)).then().statusCode(414);
        given().header("X-Long", "x".repeat(60_000)).get("/problems").then().statusCode(431);
    }

    @Test
    void plaintextPromisesNothingAboutTls() {
        given().get("/problems").then().header("X-Content-Type-Options", is("nosniff"));
        given().get("/problems").then().header("Strict-Transport-Security", nullValue());
    }

    @Test
    void writesDownWhoWasRefusedWhat() throws InterruptedException {
        try (Lines lines = new Lines()) {
            caller("mallory", "med-radiologist")
                    .get("/v1/notes/17?pan=secret")
                    .then()
                    .statusCode(403);
            caller("nina", "fin-analyst").body("{").post("/v1/notes").then().statusCode(400);
            given().header("Authorization", "Bearer garbage")
                    .get("/v1/session")
                    .then()
                    .statusCode(401);
            given().get("/v1/session").then().statusCode(401);
            assertEquals("refused with 403: GET /v1/notes/17 by mallory from 127.0.0.1", lines.next());
            assertEquals("refused with 400: POST /v1/notes by nina from 127.0.0.1", lines.next());
            assertEquals("refused with 401: GET /v1/session by an unknown caller from 127.0.0.1", lines.next());
        }
    }

    @Test
    void nobodyFillsTheLog() {
        try (Lines lines = new Lines()) {
            IntStream.range(0, 60)
                    .forEach(i -> caller("trudy", "med-radiologist")
                            .get("/v1/notes/17")
                            .then()
                            .statusCode(403));
            assertTrue(lines.texts.size() < 50, lines.texts.size() + " lines");
        }
    }

    /** security M6: no text in the header Authorization is an error of the service, and none of them fills the log. */
    @Test
    void refusesTenThousandTextsThatAreNoToken() throws IOException, InterruptedException {
        String address = "http://localhost:" + RestAssured.port;
        Random random = new Random(28);
        List<String> values = new ArrayList<>(List.of(
                "Bearer .",
                "Bearer ..",
                "Bearer ...",
                "Bearer",
                "Bearer a.b.c",
                "Bearer e.e.e",
                "Bearer ey.ey.",
                "Basic Og==",
                "Bearer eyJhbGciOiJSUzI1NiJ9.e30.eA",
                "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
                "Bearer eyJ9.eyJ9.AAAA",
                "Bearer ewAA.ewAA.AAAA"));
        String pool = ".eyJAZaz09-_ =/+";
        while (values.size() < 10_000) {
            StringBuilder value = new StringBuilder("Bearer ");
            if (random.nextBoolean()) value.append("e");
            for (int length = random.nextInt(60); length > 0; length--) {
                value.append(pool.charAt(random.nextInt(pool.length())));
            }
            values.add(value.toString().strip());
        }
        try (Lines lines = new Lines("");
                HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < values.size(); i++) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(address + (i % 2 == 0 ? "/v1/session" : "/console/")))
                        .header("Authorization", values.get(i))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(401, answer.statusCode(), values.get(i) + ": " + answer.body());
            }
            assertTrue(lines.texts.size() <= 100, lines.texts.size() + " lines: " + lines.texts);
        }
    }

    /** security L3: a proxy that forwards every request to the service's port shows no metrics, health or contract. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/q/metrics", "/q/openapi", "/q/health", "/q/health/ready", "/q/health/live", "/q/health/well"})
    void servesOperationsOnTheManagementInterfaceAlone(String path) {
        given().get(path).then().statusCode(404);
        caller("admin", "platform-admin").get(path).then().statusCode(404);
        assertEquals(200, given().get(ManagementAddress.of(path)).statusCode());
    }

    @Test
    void keepsTheManagementInterfaceOnThisMachine() {
        assertEquals("127.0.0.1", ConfigProvider.getConfig().getValue("quarkus.management.host", String.class));
    }

    /** Captures the lines written to the log of refusals. */
    private static final class Lines extends Handler implements AutoCloseable {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final Logger log;

        private Lines() {
            this(RefusalLog.class.getName());
        }

        private Lines(String category) {
            log = Logger.getLogger(category);
            log.addHandler(this);
        }

        private String next() throws InterruptedException {
            return String.valueOf(texts.poll(10, TimeUnit.SECONDS));
        }

        @Override
        public void publish(LogRecord line) {
            texts.add(String.valueOf(LogLines.text(line)));
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            log.removeHandler(this);
        }
    }
}
