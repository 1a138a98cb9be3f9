package io.trivium.fin.monitoring;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.fin.decision.ScriptedModel;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Decisions and labels of a tenant that no other test uses, into the figures. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@NullUnmarked
class MonitoringIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String BANK = "other-bank";

    private static RequestSpecification as(String role) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .user("tester")
                                        .tenant(BANK)
                                        .roles(role)
                                        .audience("trivium-fin")
                                        .sign())
                .contentType("application/json");
    }

    private static void await(String count, long expected) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (TestDatabase.schema("fin").count(count) != expected) {
            assertTrue(System.nanoTime() < end, count);
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static String decide(String amount) {
        return decide("mon-" + UUID.randomUUID().toString().substring(0, 8) + "x", amount);
    }

    private static String decide(String id, String amount) {
        return decide(id, amount, Instant.now());
    }

    private static String decide(String id, String amount, Instant occurredAt) {
        as("fin-ingest")
                .body("""
                    {"authorizationId":"%s","panToken":"tok_mon","terminalId":"T-9","amount":%s,"currency":"CHF",\
                    "occurredAt":"%s"}\
                    """.formatted(id, amount, occurredAt.truncatedTo(ChronoUnit.MILLIS)))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        return id;
    }

    private static void chargeback(String id, String label, Instant at) throws Exception {
        LabelObserved observed = new LabelObserved(id, new TaskName("fin-authorization-risk"), label, "chargeback", at);
        byte[] event = new EventCodec()
                .encode(EventEnvelope.of(UUID.randomUUID().toString(), "/test", id, at, new TenantId(BANK), observed));
        Map<String, Object> client = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("learning.label.v1", id.getBytes(StandardCharsets.UTF_8), event))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static JsonPath until(Predicate<JsonPath> holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonPath figures = as("fin-analyst")
                    .get("/v1/monitoring")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            if (holds.test(figures)) return figures;
            assertTrue(System.nanoTime() < end, () -> figures.prettify());
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static int sum(JsonPath figures, String path) {
        return figures.getList(path, Integer.class).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    @Test
    void figuresFollowDecisionsAndWhatTheyTurnOutToBe() throws Exception {
        long start = System.nanoTime();
        while (given().get(ManagementAddress.of("/q/health/ready")).statusCode() != 200) {
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), "not ready");
            LockSupport.parkNanos(50_000_000);
        }
        String declined = decide("950");
        String referred = decide("600");
        decide("10");
        until(figures -> sum(figures, "days.decisions") == 3);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        chargeback(declined, "fraud", now.minusSeconds(60));
        chargeback(referred, "fraud", now.minusSeconds(60));

        JsonPath figures = until(each -> sum(each, "weeks.review.confirmed") == 2);
        assertEquals(2, sum(figures, "weeks.alerts"));
        assertNull(figures.get("weeks[-1].review.precision"), "labels of one class give no precision");
        assertEquals("too-few", figures.getString("score.state"));
        assertEquals("CHF", figures.getString("money[0].currency"));
        assertEquals(950, figures.getInt("money[0].blocked"));
        assertEquals(1550, figures.getInt("money[0].saved"));
        assertEquals(false, figures.getBoolean("labels.stalled"));
        assertTrue(figures.getDouble("series[-1].p99") > 0);

        // The chargeback is reversed: what it counted is taken back, and the history keeps both.
        chargeback(declined, "genuine", now);
        figures = until(each -> sum(each, "weeks.review.cleared") == 1);
        assertEquals(1, sum(figures, "weeks.review.confirmed"));
        assertEquals(0.5, figures.getDouble("weeks[-1].review.precision"));
        assertEquals(600, figures.getInt("money[0].saved"));
        assertEquals(950, figures.getInt("money[0].wronglyBlocked"));
        as("fin-analyst")
                .get("/v1/labels/" + declined)
                .then()
                .statusCode(200)
                .body("effective.label", is("genuine"))
                .body("history.size()", is(2));
        // The analyst knows better than a chargeback that was reversed.
        as("fin-analyst")
                .body("{\"authorizationId\":\"" + declined + "\",\"label\":\"fraud\"}")
                .post("/v1/labels")
                .then()
                .statusCode(202);
        figures = until(each -> sum(each, "weeks.review.confirmed") == 2);
        assertEquals(0, figures.getInt("money[0].wronglyBlocked"));

        JsonPath value = as("fin-analyst")
                .get("/v1/value")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals("CHF", value.getString("currency"));
        assertEquals(1550.0, value.getDouble("lines.find { it.key == 'fraud-stopped' }.amount"));
        assertEquals(1.0, value.getDouble("lines.find { it.key == 'frauds-caught' }.quantity"));
        assertTrue(value.getList("missing.key").contains("platform.value.other-bank.platform-cost-per-month"));
        as("fin-ingest").get("/v1/value").then().statusCode(403);
        as("fin-analyst").queryParam("from", "soon").get("/v1/value").then().statusCode(400);

        as("fin-analyst").get("/v1/monitoring/labels").then().statusCode(200).body("source", is("chargeback"));
        as("fin-analyst")
                .queryParam("from", "2026-01-01T00:00:00Z")
                .queryParam("to", "2025-01-01T00:00:00Z")
                .get("/v1/monitoring")
                .then()
                .statusCode(400)
                .body("detail", containsString("from must lie"));
        as("fin-analyst").queryParam("to", "soon").get("/v1/monitoring").then().statusCode(400);
        as("fin-ingest").get("/v1/monitoring").then().statusCode(403);
        assertTrue(given().get(ManagementAddress.of("/q/metrics")).asString().contains("fin_label_stalled"));
        assertTrue(
                given().get(ManagementAddress.of("/q/health/ready")).asString().contains("fin-label-feed"));

        // A label that arrives before its decision waits for it; labels of payments without a decision wait
        // permanently.
        String early = "mon-early-" + UUID.randomUUID();
        chargeback(early, "fraud", now);
        chargeback("mon-never-" + UUID.randomUUID(), "fraud", now);
        await("select count(*) from label_to_count where due_at > queued_at", 2);
        decide(early, "620");
        until(each -> sum(each, "weeks.review.confirmed") == 3);
        await("select count(*) from label_to_count", 1);

        // A payment of three days ago that comes in now counts, with its label, when it happened.
        Instant past = Instant.now().minus(Duration.ofDays(3));
        String day = past.toString().substring(0, 10);
        String late = decide("mon-late-" + UUID.randomUUID(), "700", past);
        chargeback(late, "fraud", past.plus(Duration.ofHours(30)));
        figures = until(each -> each.getInt("days[0].review.confirmed") == 1);
        assertEquals(day, figures.getString("days[0].start"));
        assertEquals(1, figures.getInt("days[0].alerts"));
        assertEquals(day, figures.getString("series[0].at").substring(0, 10));
    }
}
