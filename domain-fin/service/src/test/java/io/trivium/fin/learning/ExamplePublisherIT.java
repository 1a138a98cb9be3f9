package io.trivium.fin.learning;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.decision.ScriptedModel;
import io.trivium.fin.feature.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Authorizations into the service, examples to learn from out of the log. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@NullUnmarked
class ExamplePublisherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String BANK = "demo-bank";

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

    private static JsonPath decide(String id, String token, Instant at) {
        return as("fin-ingest")
                .body("""
                        {"authorizationId":"%s","panToken":"%s","terminalId":"T-12","amount":12.5,"currency":"CHF",\
                        "occurredAt":"%s"}""".formatted(id, token, at))
                .post("/v1/authorizations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void everyDecisionIsToldAsTheModelSawIt() {
        long start = System.nanoTime();
        while (given().get(ManagementAddress.of("/q/health/ready")).statusCode() != 200) {
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), "not ready");
            LockSupport.parkNanos(50_000_000);
        }
        String run = UUID.randomUUID().toString().substring(0, 8);
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Map<String, JsonPath> decided = new HashMap<>();
        for (int i = 0; i < 5; i++) decided.put("ex-" + run + "x" + i, decide("ex-" + run + "x" + i, "tok_" + run, at));

        Map<String, EventEnvelope<ExampleObserved>> examples = examples(decided.size(), "ex-" + run);
        for (Map.Entry<String, JsonPath> decision : decided.entrySet()) {
            EventEnvelope<ExampleObserved> event = examples.get(decision.getKey());
            assertNotNull(event, decision.getKey());
            ExampleObserved example = event.data();
            assertEquals(BANK, event.tenantId().value());
            assertEquals(new TaskName("fin-authorization-risk"), example.task());
            assertEquals("tok_" + run, example.subjectKey());
            assertEquals(at, example.occurredAt());
            assertEquals(decision.getValue().getDouble("score"), example.score());
            assertEquals(
                    "fin-authorization-risk:" + decision.getValue().getString("modelVersion"), example.modelVersion());
            assertEquals("standard", example.retentionClass());
            assertEquals(
                    List.of((long) FeatureSet.COUNT),
                    example.inputs().getFirst().shape());
            ByteBuffer values =
                    ByteBuffer.wrap(example.inputs().getFirst().bytes()).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(12.5f, values.getFloat());
        }
    }

    private static Map<String, EventEnvelope<ExampleObserved>> examples(int count, String prefix) {
        Map<String, Object> client = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                ConsumerConfig.GROUP_ID_CONFIG,
                "test-" + prefix,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        Map<String, EventEnvelope<ExampleObserved>> found = new HashMap<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(ExampleObserved.TOPIC));
            while (found.size() < count && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    EventEnvelope<ExampleObserved> event =
                            EventRecords.decode(message, ExampleObserved.class, new EventCodec());
                    if (event.subject().startsWith(prefix)) found.put(event.subject(), event);
                }
            }
        }
        return found;
    }
}
