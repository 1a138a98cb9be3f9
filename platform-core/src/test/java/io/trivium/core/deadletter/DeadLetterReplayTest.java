package io.trivium.core.deadletter;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Follows a record that no consumer could process: to its dead-letter topic, into the table, to the operators, and
 * back.
 */
@QuarkusTest
@TestProfile(DeadLetterProfile.class)
@WithTestResource(PostgresResource.class)
@WithTestResource(
        value = KafkaResource.class,
        initArgs = @ResourceArg(name = "topics", value = "learning.label.v1,learning.label.v1.dlq"))
class DeadLetterReplayTest {
    private static final TenantId DEMO = new TenantId("demo-bank");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventCodec codec = new EventCodec();
    private final KafkaClientConfig kafka;
    private final DeadLetterRepository letters;
    private final TenantTransactions transactions;
    private final KnownTenants known;
    private final DeadLetterPurge purge;

    DeadLetterReplayTest(
            KafkaClientConfig kafka,
            DeadLetterRepository letters,
            TenantTransactions transactions,
            KnownTenants known,
            DeadLetterPurge purge) {
        this.kafka = kafka;
        this.letters = letters;
        this.transactions = transactions;
        this.known = known;
        this.purge = purge;
    }

    @Test
    void replaysACorrectedRecordOnceToItsConsumer() throws Exception {
        String example = "replay-" + UUID.randomUUID();
        String good = new String(codec.encode(label(example)), StandardCharsets.UTF_8);
        try (var labels = new LabelConsumer()) {
            labels.send(example, good.replace("\"fraud\"", "\"Fraud!\""));
            labels.readUntil(() -> labels.refused.contains(example));
            String id = letterOf("demo-bank", example);

            supervisor("demo-bank")
                    .get("/v1/dead-letters/" + id)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("open"))
                    .body("reason", equalTo("event-schema"))
                    .body("detail", containsString("label must be"))
                    .body("originTopic", equalTo("learning.label.v1"))
                    .body("key", equalTo(example))
                    .body("payload", containsString("\"Fraud!\""))
                    .body("payloadTruncated", equalTo(false));
            replay("demo-bank", id, Map.of("payload", good.replace("demo-bank", "other-bank")))
                    .statusCode(403)
                    .body("code", equalTo("dead-letter-tenant-changed"));
            replay("demo-bank", id, Map.of("payload", good.replace("\"fraud\"", "7")))
                    .statusCode(400)
                    .body("code", equalTo("dead-letter-payload-invalid"))
                    .body("detail", containsString("/data/label breaks type"));
            replay("demo-bank", id, Map.of("payload", "{\"a\":")).statusCode(400);
            replay("other-bank", id, Map.of("payload", good)).statusCode(404);
            assertEquals(Set.of(), labels.taken);

            replay("demo-bank", id, Map.of("payload", good, "note", "typing error of the acquirer"))
                    .statusCode(200)
                    .body("state", equalTo("replayed"))
                    .body("corrected", equalTo(true))
                    .body("settledBy", equalTo("supervisor"))
                    .body("settledNote", equalTo("typing error of the acquirer"));
            replay("demo-bank", id, Map.of("payload", good))
                    .statusCode(409)
                    .body("code", equalTo("dead-letter-settled"));
            labels.readUntil(() -> labels.taken.contains(example));
            assertEquals(1, labels.deliveries(example));
            assertEquals(
                    1,
                    TestDatabase.schema("core")
                            .count("select count(*) from audit_entry where action = 'dead-letter.replay' and object ="
                                    + " 'dead-letter/" + id + "' and tenant_id = 'demo-bank'"));
        }
    }

    @Test
    void comesBackAsANewDeadLetterWhenReplayedUncorrected() throws Exception {
        String example = "again-" + UUID.randomUUID();
        String bad = new String(codec.encode(label(example)), StandardCharsets.UTF_8).replace("\"fraud\"", "\"?\"");
        try (var labels = new LabelConsumer()) {
            labels.send(example, bad);
            labels.readUntil(() -> labels.refused.contains(example));
            String id = letterOf("demo-bank", example);
            labels.refused.clear();
            supervisor("demo-bank")
                    .contentType(ContentType.JSON)
                    .body("{}")
                    .post("/v1/dead-letters/" + id + "/replay")
                    .then()
                    .statusCode(200)
                    .body("corrected", equalTo(false));
            labels.readUntil(() -> labels.refused.contains(example));
            await(() -> rows(example) == 2, "the second dead letter is stored");
            String second = letterOf("demo-bank", example);
            supervisor("demo-bank")
                    .contentType(ContentType.JSON)
                    .body(Map.of("reason", ""))
                    .post("/v1/dead-letters/" + second + "/discard")
                    .then()
                    .statusCode(400);
            supervisor("demo-bank")
                    .contentType(ContentType.JSON)
                    .body(Map.of("reason", "test data"))
                    .post("/v1/dead-letters/" + second + "/discard")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("discarded"))
                    .body("settledNote", equalTo("test data"));
        }
    }

    @Test
    void storesARecordOnceHoweverOftenItIsRead() throws Exception {
        String example = "once-" + UUID.randomUUID();
        try (var labels = new LabelConsumer()) {
            labels.send(example, "{\"not\":\"an event\"");
            labels.readUntil(() -> labels.refused.contains(example));
        }
        await(() -> rows(example) == 1, "the dead letter is stored");
        var meters = new SimpleMeterRegistry();
        String group = "second-" + UUID.randomUUID();
        var again = new DeadLetterConsumer(
                KafkaClients.consumer(KafkaClients.common(kafka), group, group),
                List.of("learning.label.v1"),
                letters,
                transactions,
                known,
                InstantSource.system(),
                meters);
        again.start();
        try (var admin = Admin.create(KafkaClients.common(kafka))) {
            await(
                    () -> {
                        long committed = admin
                                .listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get(10, TimeUnit.SECONDS)
                                .values()
                                .stream()
                                .mapToLong(offset -> offset == null ? 0 : offset.offset())
                                .sum();
                        return committed >= TestDatabase.schema("core").count("select count(*) from dead_letter");
                    },
                    "the second consumer has read all");
        } finally {
            again.close();
        }
        assertEquals(1, rows(example));
        assertEquals(0, meters.find("core.dead.letters.stored").counters().size());
    }

    @Test
    void forgetsWhatWasSettledLongAgo() {
        Instant failed = Instant.parse("2020-01-01T00:00:00Z");
        for (TenantId tenant : List.of(DEMO, TenantId.PLATFORM)) {
            UUID open = old(tenant, failed);
            UUID settled = old(tenant, failed);
            discard(tenant, settled, failed.plus(Duration.ofDays(9)));
            purge.purge(failed.plus(Duration.ofDays(9)));
            assertTrue(isThere(tenant, settled));
            purge.purge(failed.plus(Duration.ofDays(10)));
            assertFalse(isThere(tenant, settled));
            assertTrue(isThere(tenant, open));
            discard(tenant, open, failed.plus(Duration.ofDays(9)));
            assertEquals(1, purge.purge(failed.plus(Duration.ofDays(10))));
        }
    }

    private void discard(TenantId tenant, UUID id, Instant at) {
        var settlement = new StoredDeadLetter.Settlement(at, "supervisor", "test data", false);
        transactions.run(tenant, () -> letters.settle(tenant, id, DeadLetterState.DISCARDED, settlement));
    }

    private boolean isThere(TenantId tenant, UUID id) {
        return transactions.call(tenant, () -> letters.find(tenant, id).isPresent());
    }

    /** A dead letter that is in no topic any more. */
    private UUID old(TenantId tenant, Instant failed) {
        UUID id = UUID.randomUUID();
        transactions.run(
                tenant,
                () -> letters.add(
                        new StoredDeadLetter(
                                id,
                                tenant,
                                new StoredDeadLetter.Place("gone.v1.dlq-" + id, 0, 0),
                                "gone.v1",
                                0,
                                0L,
                                failed,
                                null,
                                null,
                                EventCodec.CONTENT_TYPE,
                                null,
                                "event-schema",
                                "",
                                failed,
                                DeadLetterState.OPEN,
                                null),
                        failed));
        return id;
    }

    @Test
    void keepsWhatNamesNoKnownTenantForThePlatform() throws Exception {
        String example = "nobody-" + UUID.randomUUID();
        try (var labels = new LabelConsumer()) {
            labels.send(
                    example,
                    new String(codec.encode(label(example)), StandardCharsets.UTF_8)
                            .replace("demo-bank", "unknown-bank")
                            .replace("\"fraud\"", "\"?\""));
            labels.readUntil(() -> labels.refused.contains(example));
        }
        await(() -> rows(example) == 1, "the dead letter is stored");
        assertEquals(List.of(), keysSeenBy(supervisor("demo-bank"), example));
        assertEquals(List.of(example), keysSeenBy(as("*", "platform-admin"), example));
        as("*", "inference-client").get("/v1/dead-letters").then().statusCode(403);
    }

    @Test
    void pagesThroughTheList() throws Exception {
        String prefix = "page-" + UUID.randomUUID() + "-";
        try (var labels = new LabelConsumer()) {
            for (int i = 0; i < 5; i++) labels.send(prefix + i, "[" + i);
            labels.readUntil(() -> labels.refused.size() >= 5);
        }
        await(() -> rows(prefix) == 5, "the dead letters are stored");
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            var request = as("*", "platform-admin").queryParam("limit", 2).queryParam("state", "open");
            var page = (cursor.isEmpty() ? request : request.queryParam("cursor", cursor))
                    .get("/v1/dead-letters")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            List<String> ids = page.getList("items.id");
            assertTrue(ids.size() <= 2);
            for (String id : ids) assertTrue(seen.add(id), "twice in the list: " + id);
            cursor = page.getString("next") == null ? "" : page.getString("next");
            pages++;
        } while (!cursor.isEmpty() && pages < 1000);
        long open = TestDatabase.schema("core")
                .count("select count(*) from dead_letter where tenant_id = 'platform' and state = 'open'");
        assertEquals(open, seen.size());
        as("*", "platform-admin")
                .queryParam("cursor", "x")
                .get("/v1/dead-letters")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-value"));
    }

    @Test
    void isOnlyForSupervisors() {
        as("demo-bank", "fin-analyst").get("/v1/dead-letters").then().statusCode(403);
        given().get("/v1/dead-letters").then().statusCode(401);
        as("demo-bank", "platform-admin").get("/v1/dead-letters").then().statusCode(200);
        supervisor("demo-bank")
                .get("/v1/dead-letters/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("dead-letter-not-found"));
        supervisor("demo-bank")
                .queryParam("topic", "nothing.v1")
                .get("/v1/dead-letters")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    private static EventEnvelope<LabelObserved> label(String example) {
        return EventEnvelope.of(
                "id-" + example,
                "/core",
                example,
                Instant.parse("2026-11-25T10:00:00Z"),
                DEMO,
                new LabelObserved(
                        example,
                        new TaskName("fin-authorization-risk"),
                        "fraud",
                        "analyst",
                        Instant.parse("2026-11-25T10:00:00Z")));
    }

    private static RequestSpecification supervisor(String tenant) {
        return as(tenant, "fin-supervisor");
    }

    private static RequestSpecification as(String tenant, String role) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .user("supervisor")
                                        .tenant(tenant)
                                        .roles(role)
                                        .audience("trivium-core")
                                        .sign());
    }

    private static ValidatableResponse replay(String tenant, String id, Map<String, String> body) {
        return supervisor(tenant)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/dead-letters/" + id + "/replay")
                .then();
    }

    private static long rows(String keyPrefix) {
        try {
            return TestDatabase.schema("core")
                    .count("select count(*) from dead_letter where convert_from(key, 'UTF8') like '" + keyPrefix
                            + "%'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String letterOf(String tenant, String key) throws Exception {
        await(
                () -> !keysSeenBy(supervisor(tenant).queryParam("state", "open"), key)
                        .isEmpty(),
                "dead letter of " + key);
        return supervisor(tenant)
                .queryParam("state", "open")
                .queryParam("limit", 200)
                .get("/v1/dead-letters")
                .then()
                .extract()
                .jsonPath()
                .getString("items.find { it.key == '" + key + "' }.id");
    }

    private static List<String> keysSeenBy(RequestSpecification caller, String key) {
        List<String> keys = caller.queryParam("limit", 200)
                .get("/v1/dead-letters")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.key");
        return keys.stream().filter(key::equals).toList();
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var never = new CountDownLatch(1);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
            assertEquals(1, never.getCount());
            never.await(100, TimeUnit.MILLISECONDS);
        }
    }

    /** A consumer as services have them: takes labels, and puts aside what it cannot take. */
    private final class LabelConsumer implements AutoCloseable {
        private final Set<String> taken = new HashSet<>();
        private final Set<String> refused = new HashSet<>();
        private final Map<String, Integer> good = new HashMap<>();
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final KafkaProducer<byte[], byte[]> producer;
        private final DeadLetterPublisher deadLetters;

        private LabelConsumer() {
            Map<String, Object> common = KafkaClients.common(kafka);
            String group = "labels-" + UUID.randomUUID();
            consumer = new KafkaConsumer<>(KafkaClients.consumer(common, group, group));
            producer = new KafkaProducer<>(KafkaClients.producer(common, group + "-producer"));
            deadLetters = new DeadLetterPublisher(producer, InstantSource.system());
            var partitions = consumer.partitionsFor("learning.label.v1").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        }

        private void send(String key, String value) throws Exception {
            producer.send(new ProducerRecord<>(
                            "learning.label.v1",
                            key.getBytes(StandardCharsets.UTF_8),
                            value.getBytes(StandardCharsets.UTF_8)))
                    .get(30, TimeUnit.SECONDS);
        }

        private void readUntil(Supplier<Boolean> done) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!done.get()) {
                assertTrue(System.nanoTime() < deadline, "the consumer did not get there");
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) take(record);
            }
        }

        private void take(ConsumerRecord<byte[], byte[]> record) throws Exception {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            try {
                taken.add(EventRecords.decode(record, LabelObserved.class, codec)
                        .data()
                        .exampleId());
                good.merge(key, 1, Integer::sum);
            } catch (InvalidEventException e) {
                deadLetters.publish(record, e, e.tenantId().orElse(null)).get(30, TimeUnit.SECONDS);
                refused.add(key);
            }
        }

        /** Returns the number of deliveries of a valid record with this key. */
        private int deliveries(String key) {
            return good.getOrDefault(key, 0);
        }

        @Override
        public void close() {
            consumer.close();
            producer.close();
        }
    }
}
