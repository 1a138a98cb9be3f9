package io.trivium.core.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.PostgresResource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class ProblemMapperTest {

    @TestHTTPResource("/")
    URI base = URI.create("http://localhost");

    private static RequestSpecification analyst() {
        String token = TestTokens.token()
                .tenant("demo-bank")
                .roles("fin-analyst")
                .audience("trivium-core")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static ValidatableResponse isProblem(ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .body("type", is("/problems/" + code))
                .body("code", is(code))
                .body("status", is(status));
    }

    private static ValidatableResponse post(String body, String code) {
        return isProblem(analyst().body(body).post("/v1/notes").then(), 400, code);
    }

    @Test
    void acceptsAWellFormedNote() {
        analyst()
                .body("{\"body\":\"hello\",\"copies\":1,\"weight\":1.5,\"dueAt\":\"2026-01-01T00:00:00+08:00\"}")
                .post("/v1/notes")
                .then()
                .statusCode(200)
                .body("body", is("hello"));
    }

    @Test
    void namesTheUnknownField() {
        post("{\"body\":\"x\",\"copies\":1,\n \"colr\":\"red\"}", "unknown-field")
                .body("field", is("colr"))
                .body("line", is(2))
                .body("known", hasItem("colour"))
                .body("detail", not(containsString("io.trivium")));
    }

    @Test
    void namesTheUnknownFieldInAList() {
        post("{\"body\":\"x\",\"copies\":1,\"items\":[{\"amount\":1},{\"amout\":2}]}", "unknown-field")
                .body("field", is("items[1].amout"));
    }

    @Test
    void saysWhereTheJsonBreaks() {
        post("{\"body\":\"x\",\n\"copies\":}", "malformed-json").body("line", is(2));
        post("{\"body\":\"x\",\"copies\":1", "malformed-json");
        post("{\"body\":\"x\",\"copies\":1} x", "malformed-json");
    }

    @Test
    void refusesABodyThatIsNotUtf8() {
        isProblem(analyst().body(new byte[] {0, 0, 10, 0, 10}).post("/v1/notes").then(), 400, "malformed-json");
    }

    @Test
    void refusesARepeatedKey() {
        post("{\"body\":\"x\",\"copies\":1,\"copies\":2}", "malformed-json")
                .body("detail", is("The body repeats a key."));
    }

    @Test
    void refusesAMissingBody() {
        isProblem(analyst().post("/v1/notes").then(), 400, "missing-body");
    }

    @Test
    void coercesNothing() {
        post("{\"body\":\"x\",\"copies\":\"1\"}", "invalid-value").body("field", is("copies"));
        post("{\"body\":\"x\",\"copies\":1.0}", "invalid-value").body("field", is("copies"));
        post("{\"body\":\"x\",\"copies\":null}", "invalid-value").body("field", is("copies"));
        post("{\"body\":7,\"copies\":1}", "invalid-value").body("field", is("body"));
        post("{\"body\":true,\"copies\":1}", "invalid-value").body("field", is("body"));
        post("{\"body\":\"x\",\"copies\":1,\"weight\":\"NaN\"}", "invalid-value")
                .body("field", is("weight"));
        post("{\"body\":\"x\",\"copies\":1,\"weight\":\"1.5\"}", "invalid-value")
                .body("field", is("weight"));
        post("{\"body\":\"x\",\"copies\":1,\"weight\":1e999}", "invalid-value").body("field", is("weight"));
        post("{\"body\":\"x\",\"copies\":1,\"weight\":NaN}", "malformed-json");
        post("{\"body\":\"x\",\"copies\":1,\"items\":[{\"amount\":1e999999}]}", "invalid-value");
        post("{\"body\":\"x\",\"copies\":1,\"dueAt\":1700000000}", "invalid-value")
                .body("field", is("dueAt"));
        post("{\"body\":\"x\",\"copies\":1,\"dueAt\":\"2026-01-01 00:00\"}", "invalid-value")
                .body("field", is("dueAt"));
        post("{\"body\":\"x\",\"copies\":1,\"kind\":0}", "invalid-value").body("field", is("kind"));
        post("{\"body\":\"x\",\"copies\":1,\"kind\":\"LOUD\"}", "invalid-value")
                .body("detail", is("kind is not an acceptable value. Allowed: PLAIN, URGENT."));
    }

    @Test
    void showsTheRuleOfAValueThatRefusesItself() {
        post("{\"body\":\"x\",\"copies\":1,\"colour\":\"RED\"}", "invalid-value")
                .body("detail", is("colour: a colour is lower-case letters"));
    }

    @Test
    void listsEveryViolation() {
        post("{\"body\":\" \",\"copies\":1,\"items\":[{\"amount\":-1}]}", "constraint-violation")
                .body("violations.field", is(java.util.List.of("body", "items[0].amount")));
        isProblem(analyst().get("/v1/notes?limit=101").then(), 400, "constraint-violation")
                .body("violations[0].field", is("limit"));
    }

    @Test
    void answersWhatTheServerItselfRefuses() {
        isProblem(analyst().get("/v1/nowhere").then(), 404, "not-found");
        isProblem(analyst().get("/v1/notes/not-a-uuid").then(), 404, "not-found");
        isProblem(analyst().put("/v1/notes").then(), 405, "method-not-allowed");
        isProblem(analyst().accept("text/csv").get("/v1/notes").then(), 406, "not-acceptable");
        isProblem(
                analyst().contentType("text/plain").body("x").post("/v1/notes").then(), 415, "unsupported-media-type");
    }

    @Test
    void refusesALargeBodyByItsLength() {
        isProblem(analyst().body("x".repeat(256 * 1024 + 1)).post("/v1/notes").then(), 413, "payload-too-large")
                .body("limit", is(262144));
    }

    @Test
    void refusesAHostThatIsNone() throws IOException {
        String request = "GET /v1/notes HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("application/problem+json"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("x-content-type-options: nosniff"), answer);
            assertTrue(answer.contains("The header Host is no host with an optional port."), answer);
        }
    }

    /** A body without a declared length; the HTTP server itself ends the exchange, without a problem document. */
    @Test
    void refusesALargeBodyThatComesInChunks() throws Exception {
        String token = TestTokens.token()
                .tenant("demo-bank")
                .roles("fin-analyst")
                .audience("trivium-core")
                .sign();
        byte[] body = ("{\"body\":\"" + "x".repeat(300_000) + "\",\"copies\":1}").getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/notes"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(413, response.statusCode(), response.body());
        }
    }

    @Test
    void namesTheTenantInTheLogContext() {
        analyst().get("/v1/notes/context").then().statusCode(200).body("tenantId", is("demo-bank"));
        String other = TestTokens.token()
                .tenant("other-bank")
                .roles("fin-analyst")
                .audience("trivium-core")
                .sign();
        given().header("Authorization", "Bearer " + other)
                .get("/v1/notes/context")
                .then()
                .statusCode(200)
                .body("tenantId", is("other-bank"));
    }

    @Test
    void tellsAnOverloadedCallerWhenToRetry() {
        isProblem(analyst().get("/v1/notes/failing?how=overloaded").then(), 503, "overloaded")
                .header("Retry-After", "7")
                .body("detail", is("The queue is full."));
    }

    @Test
    void addsTheDetailsOfTheFailure() {
        isProblem(analyst().get("/v1/notes/failing?how=conflict").then(), 409, "conflict")
                .body("decision", is("approve"));
        isProblem(analyst().get("/v1/notes/failing?how=upstream").then(), 502, "upstream");
    }

    @Test
    void showsOnlyAnIdOfAnUnknownFailure() {
        isProblem(analyst().get("/v1/notes/failing?how=bug").then(), 500, "internal")
                .body("errorId", matchesPattern("[0-9a-f-]{36}"))
                .body("detail", is("The service failed while it handled the request."))
                .body("$", aMapWithSize(6));
    }

    @Test
    void keepsEveryDigitOfADecimal() {
        analyst()
                .body("{\"a\":0.10000000000000000000000000001,\"b\":1.10}")
                .post("/v1/notes/echo")
                .then()
                .statusCode(200)
                .body(equalTo("{\"a\":0.10000000000000000000000000001,\"b\":1.10}"));
    }

    @Test
    void answersAProblemWithoutAToken() {
        isProblem(given().get("/v1/notes").then(), 401, "unauthenticated")
                .header("WWW-Authenticate", startsWith("Bearer"));
        isProblem(
                        given().header("Authorization", "Bearer garbage")
                                .get("/v1/notes")
                                .then(),
                        401,
                        "unauthenticated")
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("instance", nullValue());
    }

    @Test
    void answersAProblemToTheWrongRole() {
        String token = TestTokens.token()
                .tenant("demo-bank")
                .roles("model-viewer")
                .audience("trivium-core")
                .sign();
        isProblem(
                given().header("Authorization", "Bearer " + token)
                        .get("/v1/notes")
                        .then(),
                403,
                "forbidden");
    }

    @Test
    void deniesAMethodWithoutARole() {
        isProblem(analyst().get("/v1/unannotated").then(), 403, "forbidden");
    }

    @Test
    void documentsEveryCode() {
        given().get("/problems/overloaded")
                .then()
                .statusCode(200)
                .body("status", is(503))
                .body("title", is("Overloaded"))
                .body("remedy", containsString("Retry-After"));
        given().get("/problems").then().statusCode(200).body("code", hasItem("unauthenticated"));
        isProblem(given().get("/problems/no-such-code").then(), 404, "not-found");
    }

    @Test
    void doesNotTakeACallerWhoWentAwayForAFailure() throws Exception {
        String token = TestTokens.token()
                .tenant("demo-bank")
                .roles("fin-analyst")
                .audience("trivium-core")
                .sign();
        Logger logger = Logger.getLogger(ProblemMapper.class.getName());
        var said = new LinkedBlockingQueue<LogRecord>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                said.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
        try {
            @Nullable LogRecord entry = null;
            // A server that receives a request and its end at once reads nothing, and nothing fails.
            for (int attempt = 1; entry == null && attempt <= 8; attempt++) {
                try (Socket socket = new Socket(base.getHost(), base.getPort())) {
                    socket.getOutputStream()
                            .write(("POST /v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Authorization: Bearer " + token
                                            + "\r\nContent-Length: 100\r\n\r\n{\"text\"")
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    entry = said.poll(100L << attempt, TimeUnit.MILLISECONDS);
                }
                if (entry == null) entry = said.poll(5, TimeUnit.SECONDS);
            }
            assertNotNull(entry);
            assertEquals("the caller closed the connection while its request was read", entry.getMessage());
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
    }
}
