package io.trivium.fin.tool;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.bench.FinApi;
import io.trivium.fin.decision.ScriptedModel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated desk against the whole service, with tokens of an identity provider by client credentials. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@NullUnmarked
class DemoDeskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String run = "desk-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private HttpServer provider;
    private FinApi analyst;
    private FinApi supervisor;

    private static String token(String user, String... roles) {
        return TestTokens.token()
                .user(user)
                .tenant("demo-bank")
                .roles(roles)
                .audience("trivium-fin")
                .sign();
    }

    @BeforeEach
    void connect() throws Exception {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/realms/trivium/protocol/openid-connect/token", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String token = form.contains("client_id=desk-supervisor")
                    ? token("desk-supervisor", "fin-supervisor", "fin-analyst")
                    : token("desk-analyst", "fin-analyst");
            byte[] answer =
                    ("{\"expires_in\":300,\"access_token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        provider.start();
        URI issuer = URI.create("http://localhost:" + provider.getAddress().getPort() + "/realms/trivium");
        URI service = URI.create("http://localhost:" + RestAssured.port);
        analyst = FinApi.connect(service, issuer, "desk-analyst", "secret");
        supervisor = FinApi.connect(service, issuer, "desk-supervisor", "secret");
    }

    @AfterEach
    void disconnect() {
        analyst.close();
        supervisor.close();
        provider.stop(0);
    }

    private void pay(String id, Instant occurredAt) {
        String body = """
            {"authorizationId":"%s","panToken":"tok_%s","terminalId":"T-desk","amount":600,"currency":"EUR",\
            "occurredAt":"%s"}\
            """.formatted(id, id.replace('-', '_'), occurredAt.truncatedTo(ChronoUnit.MILLIS));
        given().header("Authorization", "Bearer " + token("acquirer", "fin-ingest"))
                .contentType("application/json")
                .body(body)
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
    }

    private Optional<Boolean> truth(String id) {
        return id.startsWith(run) ? Optional.of(id.contains("fraud")) : Optional.empty();
    }

    private long open() throws Exception {
        long open = 0;
        for (JsonNode found : analyst.get("/v1/cases?limit=200&queue=general").path("items")) {
            open += found.path("customer").asText().contains(run.replace('-', '_')) ? 1 : 0;
        }
        return open;
    }

    @Test
    void twoPeopleMakeTheBundledRulesLive() throws Exception {
        DemoDesk desk = new DemoDesk(analyst, supervisor, this::truth, InstantSource.system());
        List<String> promoted = desk.promoteStarterRules(1);
        assertEquals(
                List.copyOf(DemoDesk.RULES).stream().sorted().toList(),
                promoted.stream().sorted().toList());
        JsonNode rule = analyst.get("/v1/rules/mule-account");
        assertEquals("live", rule.path("versions").path(0).path("state").asText());
        assertEquals(
                "desk-supervisor",
                rule.path("versions").path(0).path("approvedBy").asText());
        assertEquals(
                List.of("desk-analyst"),
                rule.path("history").findParents("act").stream()
                        .filter(event -> event.path("act").asText().equals("propose"))
                        .map(event -> event.path("actor").asText())
                        .toList());
        assertEquals(List.of(), desk.promoteStarterRules(1), "once");
    }

    @Test
    void theOldestCasesAreClosedByWhatTheirPaymentsAre() throws Exception {
        Instant past = Instant.now().minus(Duration.ofHours(2));
        int cases = DemoDesk.KEPT + 3;
        for (int i = 0; i < cases; i++) pay(run + (i % 2 == 0 ? "fraud-" : "genuine-") + i, past.plusSeconds(i));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (open() < cases) {
            assertTrue(System.nanoTime() < end, "no cases");
            LockSupport.parkNanos(200_000_000);
        }
        DemoDesk desk = new DemoDesk(analyst, supervisor, this::truth, InstantSource.system());

        assertTrue(desk.closeOldCases() >= 3);

        assertTrue(open() <= DemoDesk.KEPT, "as many as stay");
        JsonNode closed = null;
        for (JsonNode found : analyst.get("/v1/cases?closed=true&limit=200").path("items")) {
            if (found.path("customer").asText().equals("tok_" + (run + "fraud-0").replace('-', '_'))) closed = found;
        }
        assertTrue(closed != null, "the oldest first");
        assertEquals("confirmed-fraud", closed.path("disposition").asText());
        assertEquals("desk-analyst", closed.path("closedBy").asText());
    }
}
