package io.trivium.fin.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.EndpointMatrix;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.Outcome;
import io.trivium.fin.decision.ScriptedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole payments service on a real broker, a real PostgreSQL and a real inference protocol server. */
@QuarkusTest
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @io.quarkus.test.common.ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@NullUnmarked // Quarkus sets the address
class PaymentsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TenantId DEMO = new TenantId("demo-bank");

    private final EventCodec codec = new EventCodec();

    @TestHTTPResource("/")
    URI base;

    private static String token(String tenant, String... roles) {
        return TestTokens.token()
                .user("tester")
                .tenant(tenant)
                .roles(roles)
                .audience("trivium-fin")
                .sign();
    }

    private static RequestSpecification as(String tenant, String... roles) {
        return given().header("Authorization", "Bearer " + token(tenant, roles)).contentType("application/json");
    }

    private static RequestSpecification ingest() {
        return as("demo-bank", "fin-ingest");
    }

    private static RequestSpecification analyst() {
        return as("demo-bank", "fin-analyst");
    }

    private static String id(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String json(String id, String panToken, String amount) {
        return """
                {"authorizationId":"%s","panToken":"%s","terminalId":"T-17","amount":%s,"currency":"EUR","occurredAt":"%s",\
                "mcc":"5411","channel":"chip","cardPresent":true}""".formatted(id, panToken, amount, now());
    }

    private static <T> T eventually(Supplier<@Nullable T> attempt) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T result = attempt.get();
            if (result != null) return result;
            if (System.nanoTime() > until) throw new AssertionError("did not happen within " + PATIENCE);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static void eventuallyStatus(RequestSpecification request, String path, int status) {
        eventually(() -> request.get(path).statusCode() == status ? true : null);
    }

    private static Map<String, Object> client() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    private static void produce(String topic, String key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private void produce(Authorization authorization) throws Exception {
        produce("fin.authorization.v1", authorization.authorizationId(), encode(authorization));
    }

    private byte[] encode(Authorization authorization) {
        return codec.encode(EventEnvelope.of(
                id("event"), "/test", authorization.authorizationId(), Instant.now(), DEMO, authorization));
    }

    /** Every record of the topic with this key, waiting for the first. */
    private static List<ConsumerRecord<byte[], byte[]>> consume(String topic, String key) {
        Map<String, Object> settings = new java.util.HashMap<>(client());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, id("test"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < until) {
                boolean any = false;
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(500))) {
                    any = true;
                    if (message.key() != null && new String(message.key(), StandardCharsets.UTF_8).equals(key)) {
                        found.add(message);
                    }
                }
                if (!found.isEmpty() && !any) break;
            }
            return found;
        }
    }

    @BeforeEach
    void ready() {
        eventually(() -> given().get(ManagementAddress.of("/q/health/ready")).statusCode() == 200 ? true : null);
    }

    @Test
    void anAuthorizationFromKafkaBecomesADecisionARowAndALiveEvent() throws Exception {
        String id = id("kafka");
        try (LiveStream live = new LiveStream(null)) {
            live.awaitOpen();
            produce(Samples.authorization(id, "tok_kafka", "T-1", "950", now()));

            List<ConsumerRecord<byte[], byte[]>> decisions = consume("fin.decision.v1", id);
            assertEquals(1, decisions.size());
            EventEnvelope<AuthorizationDecided> decision =
                    EventRecords.decode(decisions.getFirst(), AuthorizationDecided.class, codec);
            assertEquals(Outcome.DECLINE, decision.data().outcome());
            assertEquals(0.95, decision.data().score());
            assertEquals("scripted-1", decision.data().modelVersion());
            assertEquals(DEMO, decision.tenantId());
            assertFalse(decision.data().degraded());

            eventuallyStatus(analyst(), "/v1/decisions/" + id, 200);
            analyst()
                    .get("/v1/decisions/" + id)
                    .then()
                    .statusCode(200)
                    .body("outcome", is("decline"))
                    .body("score", is(0.95f))
                    .body("threshold", is(0.9f))
                    .body("modelVersion", is("scripted-1"))
                    .body("amount", is(950))
                    .body("features.TX_AMOUNT", is(950.0f))
                    .body("features.CUSTOMER_ID_NB_TX_1DAY_WINDOW", is(1.0f))
                    .body("reasons", hasItem("score-at-or-above-decline"));

            String event = live.await(id);
            assertTrue(event.contains("\"outcome\":\"decline\""), event);
        }
    }

    @Test
    void aStreamResumesAfterTheLastEventTheClientSaw() throws Exception {
        String first = id("resume");
        String second = id("resume");
        String cursor;
        try (LiveStream live = new LiveStream(null)) {
            live.awaitOpen();
            ingest().body(json(first, "tok_r", "10"))
                    .post("/v1/authorizations")
                    .then()
                    .statusCode(200);
            live.await(first);
            cursor = live.lastId();
        }
        ingest().body(json(second, "tok_r", "11"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        try (LiveStream live = new LiveStream(cursor)) {
            live.await(second);
            assertFalse(live.saw(first), "what the client had must not come again");
        }
    }

    @Test
    void answersTheDecisionAndTheSameOneAgain() {
        String id = id("http");
        String body = json(id, "tok_http", "600");
        String decidedAt = ingest().body(body)
                .post("/v1/authorizations")
                .then()
                .statusCode(200)
                .body("authorizationId", is(id))
                .body("outcome", is("refer"))
                .body("score", is(0.6f))
                .body("degraded", is(false))
                .body("reasons", contains("score-at-or-above-refer"))
                .extract()
                .path("decidedAt");
        ingest().body(body).post("/v1/authorizations").then().statusCode(200).body("decidedAt", is(decidedAt));
        eventuallyStatus(ingest(), "/v1/authorizations/" + id + "/decision", 200);
        assertEquals(1, consume("fin.decision.v1", id).size(), "nothing is scored twice");
    }

    @Test
    void refusesAnotherContentUnderTheSameId() {
        String id = id("conflict");
        String body = json(id, "tok_a", "10");
        ingest().body(body).post("/v1/authorizations").then().statusCode(200);
        ingest().body(body.replace("\"amount\":10", "\"amount\":11"))
                .post("/v1/authorizations")
                .then()
                .statusCode(409)
                .body("code", is("authorization-id-conflict"));
        ingest().body(body.replace("tok_a", "tok_b"))
                .post("/v1/authorizations")
                .then()
                .statusCode(409)
                .body("code", is("authorization-id-conflict"));
        assertEquals(1, consume("fin.decision.v1", id).size());
    }

    @Test
    void answersAtOnceWhenTheCallerDoesNotWait() {
        String id = id("async");
        String location = ingest().header("Prefer", "respond-async")
                .body(json(id, "tok_async", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(202)
                .header("Location", containsString("/v1/authorizations/" + id + "/decision"))
                .extract()
                .header("Location");
        String path = URI.create(location).getPath();
        eventuallyStatus(ingest(), path, 200);
        ingest().get(path).then().body("outcome", is("approve"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"amount\":10,','',400",
        "'\"amount\":10','\"amount\":-10',400",
        "'\"amount\":10','\"amount\":NaN',400",
        "'\"amount\":10','\"amount\":\"NaN\"',400",
        "'\"amount\":10','\"amount\":\"10\"',400",
        "'EUR','EUX',400",
        "'\"mcc\"','\"colour\":\"red\",\"mcc\"',400",
        "'tok_bad','4111111111111111',400",
        "'}','',400",
        "'{','',400",
    })
    void refusesBadInputAsAProblem(String part, String replacement, int status) {
        String id = id("bad");
        ValidatableResponse response = ingest().body(json(id, "tok_bad", "10").replace(part, replacement))
                .post("/v1/authorizations")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", containsString("/problems/event-"))
                .body("detail", not(containsString("4111111111111111")));
        response.body("status", equalTo(status));
        analyst().get("/v1/decisions/" + id).then().statusCode(404).body("code", is("authorization-not-found"));
    }

    @Test
    void refusesTimesOutsideTheWindow() {
        String body = json(id("old"), "tok_old", "10");
        String old = body.replaceFirst(
                "\"occurredAt\":\"[^\"]+\"", "\"occurredAt\":\"" + now().minus(Duration.ofDays(8)) + "\"");
        ingest().body(old).post("/v1/authorizations").then().statusCode(400).body("code", is("authorization-too-old"));
        String ahead = body.replaceFirst(
                "\"occurredAt\":\"[^\"]+\"", "\"occurredAt\":\"" + now().plus(Duration.ofHours(1)) + "\"");
        ingest().body(ahead)
                .post("/v1/authorizations")
                .then()
                .statusCode(400)
                .body("code", is("authorization-in-future"));
        as("replay-bank", "fin-ingest")
                .body(old)
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
    }

    @Test
    void refusesAMegabyteAndOtherMediaTypes() {
        ingest().body("{\"x\":\"" + "x".repeat(1_000_000) + "\"}")
                .post("/v1/authorizations")
                .then()
                .statusCode(413);
        ingest().body("{\"x\":\"" + "x".repeat(100_000) + "\"}")
                .post("/v1/authorizations")
                .then()
                .statusCode(400)
                .body("code", is("event-too-large"));
        ingest().contentType("text/plain")
                .body("hello")
                .post("/v1/authorizations")
                .then()
                .statusCode(415);
        ingest().post("/v1/authorizations").then().statusCode(400);
    }

    /** Neither a document type nor an entity is read, so that no message opens a file or a connection, or grows. */
    @Test
    void readsNoXmlThatReachesOutOfItself() throws Exception {
        try (ServerSocket outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            outside.setSoTimeout(300);
            String address = "http://127.0.0.1:" + outside.getLocalPort() + "/x";
            for (String head : List.of(
                    "<!DOCTYPE d SYSTEM '" + address + "'><d/>",
                    "<!DOCTYPE d [<!ENTITY e SYSTEM '" + address + "'>]><d>&e;</d>",
                    "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><d>&e;</d>",
                    "<!DOCTYPE d [<!ENTITY % e SYSTEM '" + address + "'> %e;]><d/>",
                    "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><d>&b;</d>",
                    "<d xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='" + address + "'/></d>",
                    "<?xml-stylesheet href='" + address + "'?><d/>")) {
                ingest().contentType("application/xml")
                        .body(head)
                        .post("/v1/iso20022")
                        .then()
                        .statusCode(400)
                        .body("code", is("iso-message-invalid"), "detail", not(containsString("root:")));
            }
            assertThrows(SocketTimeoutException.class, outside::accept);
        }
    }

    @Test
    void putsBadRecordsWithTheDeadLettersAndScoresTheirNeighbours() throws Exception {
        String bad = id("dlq");
        String good = id("neighbour");
        String conflict = id("dlq-conflict");
        byte[] broken = new String(encode(Samples.authorization(bad, "tok_1", "T", "1", now())), StandardCharsets.UTF_8)
                .replace("\"amount\":1", "\"amount\":-1")
                .getBytes(StandardCharsets.UTF_8);
        produce("fin.authorization.v1", bad, broken);
        produce(Samples.authorization(conflict, "tok_1", "T", "1", now()));
        produce(Samples.authorization(conflict, "tok_2", "T", "1", now()));
        produce("fin.authorization.v1", bad, "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
        produce(Samples.authorization(good, "tok_1", "T", "2", now()));

        eventuallyStatus(analyst(), "/v1/decisions/" + good, 200);
        List<ConsumerRecord<byte[], byte[]>> letters = consume("fin.authorization.v1.dlq", bad);
        assertEquals(
                List.of("event-schema", "event-too-large"),
                letters.stream()
                        .map(letter -> EventRecords.text(letter.headers(), "trivium-reason"))
                        .toList());
        assertEquals(
                new String(broken, StandardCharsets.UTF_8),
                new String(letters.getFirst().value(), StandardCharsets.UTF_8));
        assertEquals(
                "authorization-id-conflict",
                EventRecords.text(
                        consume("fin.authorization.v1.dlq", conflict).getFirst().headers(), "trivium-reason"));
        assertEquals(1, consume("fin.decision.v1", conflict).size());
        analyst().get("/v1/decisions/" + bad).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({ScriptedModel.SLOW, ScriptedModel.BROKEN, ScriptedModel.NONSENSE})
    void refersAndSaysSoWhenTheModelDoesNotAnswer(String amount) {
        ingest().body(json(id("degraded"), "tok_degraded", amount))
                .post("/v1/authorizations")
                .then()
                .statusCode(200)
                .body("outcome", is("refer"))
                .body("degraded", is(true))
                .body("score", nullValue())
                .body("modelVersion", is("none"))
                .body("reasons", hasItem("model-unavailable"));
        // One failure must not spoil the next answer.
        ingest().body(json(id("after"), "tok_degraded", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200)
                .body("degraded", is(false));
    }

    @Test
    void anAnalystsLabelIsShownAndSentToTheLabelTopic() {
        String id = id("label");
        ingest().body(json(id, "tok_label", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        eventuallyStatus(analyst(), "/v1/decisions/" + id, 200);
        eventually(() -> analyst()
                                .body("{\"authorizationId\":\"" + id + "\",\"label\":\"fraud\"}")
                                .post("/v1/labels")
                                .statusCode()
                        == 202
                ? true
                : null);
        analyst()
                .get("/v1/decisions/" + id)
                .then()
                .body("label.label", is("fraud"))
                .body("label.source", is("analyst"));
        List<ConsumerRecord<byte[], byte[]>> labels = consume("learning.label.v1", id);
        assertEquals(1, labels.size());
        LabelObserved label = EventRecords.decode(labels.getFirst(), LabelObserved.class, codec)
                .data();
        assertEquals("fraud", label.label());
        assertEquals(new TaskName("fin-authorization-risk"), label.task());

        analyst()
                .body("{\"authorizationId\":\"no-such\",\"label\":\"fraud\"}")
                .post("/v1/labels")
                .then()
                .statusCode(404);
        analyst()
                .body("{\"authorizationId\":\"" + id + "\",\"label\":\"maybe\"}")
                .post("/v1/labels")
                .then()
                .statusCode(400);
    }

    @Test
    void aLabelFromTheFutureIsRefusedAndSilencesNoLaterOne() throws Exception {
        String id = id("early-label");
        ingest().body(json(id, "tok_label", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        label(id, "fraud", Instant.now().plus(Duration.ofDays(400)));
        label(id, "genuine", Instant.now());

        assertEquals(
                List.of("label-in-future"),
                consume("learning.label.v1.dlq", id).stream()
                        .map(letter -> EventRecords.text(letter.headers(), "trivium-reason"))
                        .toList());
        assertEquals(
                "genuine", eventually(() -> analyst().get("/v1/decisions/" + id).path("label.label")));
    }

    private void label(String id, String label, Instant observedAt) throws Exception {
        LabelObserved observed =
                new LabelObserved(id, new TaskName("fin-authorization-risk"), label, "chargeback", observedAt);
        produce(
                "learning.label.v1",
                id,
                codec.encode(EventEnvelope.of(id("event"), "/test", id, Instant.now(), DEMO, observed)));
    }

    @Test
    void listsInPagesNewestFirst() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id = id("page");
            ids.addFirst(id);
            as("replay-bank", "fin-ingest")
                    .body(json(id, "tok_page", i == 2 ? "950" : "10"))
                    .post("/v1/authorizations")
                    .then()
                    .statusCode(200);
        }
        RequestSpecification replayAnalyst = as("replay-bank", "fin-analyst");
        eventually(() -> replayAnalyst.get("/v1/decisions/" + ids.getFirst()).statusCode() == 200 ? true : null);
        eventually(() -> {
            List<String> found = new ArrayList<>();
            String cursor = "";
            do {
                var page = as("replay-bank", "fin-analyst")
                        .queryParam("limit", 2)
                        .queryParam("cursor", cursor)
                        .get("/v1/decisions")
                        .then()
                        .statusCode(200)
                        .extract();
                found.addAll(page.path("items.authorizationId"));
                cursor = page.path("nextCursor");
            } while (cursor != null);
            found.retainAll(ids);
            return found.equals(ids) ? found : null;
        });
        as("replay-bank", "fin-analyst")
                .queryParam("outcome", "decline")
                .queryParam("minScore", "0.9")
                .get("/v1/decisions")
                .then()
                .statusCode(200)
                .body("items.authorizationId", hasItem(ids.get(2)))
                .body("items.authorizationId", not(hasItem(ids.get(1))))
                .body("items[0].features", nullValue());
        as("replay-bank", "fin-analyst")
                .queryParam("to", "2020-01-01T00:00:00Z")
                .get("/v1/decisions")
                .then()
                .body("items", hasSize(0));
        replayAnalyst
                .queryParam("cursor", "nonsense")
                .get("/v1/decisions")
                .then()
                .statusCode(400);
        as("replay-bank", "fin-analyst")
                .queryParam("limit", 1000)
                .get("/v1/decisions")
                .then()
                .statusCode(400);
        as("replay-bank", "fin-analyst")
                .queryParam("outcome", "maybe")
                .get("/v1/decisions")
                .then()
                .statusCode(400);
        // Another tenant sees none of them.
        as("other-bank", "fin-analyst")
                .get("/v1/decisions")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        as("other-bank", "fin-analyst")
                .get("/v1/decisions/" + ids.getFirst())
                .then()
                .statusCode(404);
    }

    @Test
    void summarisesTheLastMinutes() {
        ingest().body(json(id("sum"), "tok_sum", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        var summary =
                analyst().get("/v1/summary").then().statusCode(200).extract().jsonPath();
        assertTrue(summary.getLong("decisions") >= 1);
        assertTrue(summary.getLong("outcomes.approve") >= 1);
        assertTrue(summary.getDouble("latencyMs.total.p99") > 0);
        assertEquals("scripted-1", summary.getString("modelVersion"));
    }

    @Test
    void countsWhatItDoes() {
        ingest().body(json(id("metric"), "tok_m", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        String metrics = given().get(ManagementAddress.of("/q/metrics"))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        for (String name : List.of(
                "fin_authorization_intake_total{",
                "fin_authorization_decisions_total{",
                "fin_decision_latency_seconds_bucket{",
                "fin_scoring_batch_sum",
                "fin_feature_latency_seconds_sum")) {
            assertTrue(metrics.contains(name), name + " is missing");
        }
    }

    @Test
    void refusesEverybodyWhoMayNot() {
        String id = id("matrix");
        String referred = id("matrix");
        ingest().body(json(referred, "tok_matrix_case", "600"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        int caseNumber = eventually(
                () -> analyst().get("/v1/cases").path("items.find { it.customer == 'tok_matrix_case' }.caseNumber"));
        String matrixCase = "/v1/cases/" + caseNumber;
        ingest().body(json(id, "tok_matrix", "10"))
                .post("/v1/authorizations")
                .then()
                .statusCode(200);
        eventuallyStatus(analyst(), "/v1/decisions/" + id, 200);
        eventually(() -> analyst()
                                .body("{\"authorizationId\":\"" + id + "\",\"label\":\"genuine\"}")
                                .post("/v1/labels")
                                .statusCode()
                        == 202
                ? true
                : null);
        int calls = new EndpointMatrix(base, "trivium-fin")
                .object("/v1/decisions/{authorizationId}", "/v1/decisions/" + id)
                .object("/v1/authorizations/{authorizationId}/decision", "/v1/authorizations/" + id + "/decision")
                .object("/v1/labels/{authorizationId}", "/v1/labels/" + id)
                .object("/v1/cases/{caseNumber}", matrixCase)
                .object("/v1/cases/{caseNumber}/links", matrixCase + "/links")
                .object("/v1/cases/{caseNumber}/normal", matrixCase + "/normal")
                .object("/v1/cases/{caseNumber}/similar", matrixCase + "/similar")
                .object("/v1/cases/{caseNumber}/report", matrixCase + "/report")
                .object("/v1/rules/{ruleId}", "/v1/rules/blocked-card")
                .assertRefusals();
        assertTrue(calls > 60, calls + " calls");
        // Their addresses take a POST too, which is refused for its empty body before its rule or list is looked for.
        as("other-bank", "fin-supervisor")
                .get("/v1/rules/blocked-card/snoozes")
                .then()
                .statusCode(404);
        as("other-bank", "fin-supervisor")
                .get("/v1/lists/blocked-cards/entries")
                .then()
                .statusCode(404);
        as("demo-bank", "fin-ingest").get("/v1/decisions").then().statusCode(403);
        as("demo-bank", "fin-analyst")
                .body("{}")
                .post("/v1/authorizations")
                .then()
                .statusCode(403);
    }

    /** A client of the live stream that keeps what it is sent. */
    private final class LiveStream implements AutoCloseable {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> seen = new ArrayList<>();
        private final InputStream body;
        private String lastId = "";

        LiveStream(@Nullable String lastEventId) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/v1/decisions/stream"))
                    .header("Authorization", "Bearer " + token("demo-bank", "fin-analyst"))
                    .header("Accept", "text/event-stream");
            if (lastEventId != null) request.header("Last-Event-ID", lastEventId);
            HttpResponse<InputStream> response =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            body = response.body();
            Thread.ofPlatform().daemon().start(this::read);
        }

        private void read() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line);
            } catch (IOException e) {
                // Closed by the test.
            }
        }

        void awaitOpen() throws InterruptedException {
            assertTrue(lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) != null, "the stream did not open");
        }

        /** The data of the event about this authorization. */
        String await(String authorizationId) throws InterruptedException {
            while (true) {
                String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertTrue(line != null, "no event about " + authorizationId);
                seen.add(line);
                if (line.startsWith("id:")) lastId = line.substring(3).strip();
                if (line.startsWith("data:") && line.contains(authorizationId)) return line;
            }
        }

        boolean saw(String authorizationId) {
            return seen.stream().anyMatch(line -> line.contains(authorizationId));
        }

        String lastId() throws InterruptedException {
            if (lastId.isEmpty()) {
                String line = lines.poll(5, TimeUnit.SECONDS);
                while (line != null && !line.startsWith("id:")) line = lines.poll(5, TimeUnit.SECONDS);
                lastId = line == null ? "" : line.substring(3).strip();
            }
            return lastId;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
