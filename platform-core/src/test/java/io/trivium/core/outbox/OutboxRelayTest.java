package io.trivium.core.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.event.EventCodec;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaServer;
import io.trivium.core.testing.TestDataSource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {
    private static final TenantId DEMO = new TenantId("demo-bank");
    private static final TenantId OTHER = new TenantId("other-bank");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestSchema.migrated("core_outbox", "classpath:db/core");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final DataSource dataSource = TestDataSource.of(database::connectAsApp);
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate outbox_event");
        }
    }

    @AfterEach
    void close() {
        relays.forEach(OutboxRelay::close);
    }

    @Test
    void losesNothingAndKeepsTheOrderOfAKeyOverKillMinusNineOfTheBroker() throws Exception {
        try (KafkaServer broker = KafkaServer.start()) {
            broker.createTopics(4, "ordered.v1");
            for (int i = 0; i < 2; i++) relay(broker, dataSource, 50).start();
            int count = 600;
            for (int i = 0; i < count; i++) {
                if (i == 200) {
                    await(
                            "some events are sent",
                            () -> database.count("select count(*) from outbox_event where sent_at is not null") > 50);
                    broker.kill();
                }
                if (i == 400) broker.restart();
                add(i % 2 == 0 ? DEMO : OTHER, "ordered.v1", "key-" + i % 7, Integer.toString(i), i % 10 == 3);
            }
            await(
                    "all events are sent",
                    () -> database.count("select count(*) from outbox_event where sent_at is null") == 0);
            Map<String, Set<Integer>> byKey = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records(broker, "ordered.v1")) {
                // A record may be sent again if the database did not record that it was sent; the first copy counts.
                byKey.computeIfAbsent(text(record.key()), k -> new LinkedHashSet<>())
                        .add(Integer.valueOf(text(record.value())));
            }
            for (int key = 0; key < 7; key++) {
                List<Integer> expected = new ArrayList<>();
                for (int i = key; i < count; i += 7) {
                    if (i % 10 != 3) expected.add(i);
                }
                assertEquals(expected, List.copyOf(byKey.getOrDefault("key-" + key, Set.of())), "key-" + key);
            }
        }
    }

    @Test
    void goesOnWhenTheDatabaseIsBack() throws Exception {
        KafkaServer broker = KafkaServer.shared();
        broker.createTopics(1, "database.v1");
        var down = new AtomicBoolean(true);
        OutboxRelay relay = relay(broker, flaky(down), 50);
        add(DEMO, "database.v1", "k", "1", false);
        relay.start();
        await("the outage is counted", () -> failures("database") > 2);
        down.set(false);
        await("the event is sent", () -> values(broker, "database.v1").equals(List.of("1")));
    }

    @Test
    void parksWhatKafkaNeverTakesAndSendsTheRest() throws Exception {
        KafkaServer broker = KafkaServer.shared();
        broker.createTopics(1, "parked.v1");
        OutboxRelay relay = relay(broker, dataSource, 50, PATIENCE);
        add(DEMO, "parked.v1", "k", "x".repeat(3 << 20), false);
        add(DEMO, "parked.v1", "k", "small", false);
        add(DEMO, "not a topic", "k", "lost", false);
        assertEquals(3, relay.round());
        assertEquals(
                List.of("small"),
                records(broker, "parked.v1").stream().map(r -> text(r.value())).toList());
        assertEquals(
                2, database.count("select count(*) from outbox_event where parked_at is not null and sent_at is null"));
        assertEquals(
                1, meters.counter("core.outbox.parked", "topic", "parked.v1").count());
        assertEquals(0, relay.round());
    }

    @Test
    void doesNotLetAMissingTopicHoldUpTheOthers() throws Exception {
        KafkaServer broker = KafkaServer.shared();
        broker.createTopics(1, "present.v1");
        OutboxRelay relay = relay(broker, dataSource, 2);
        List<String> missing = new ArrayList<>();
        List<String> present = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            missing.add("m" + i);
            present.add("p" + i);
            add(DEMO, "missing.v1", "k", missing.getLast(), false);
            add(DEMO, "present.v1", "k", present.getLast(), false);
        }
        relay.start();
        await(
                "the present topic has its events in order",
                () -> values(broker, "present.v1").equals(present));
        broker.createTopics(1, "missing.v1");
        await(
                "the other topic has its events in order once it exists",
                () -> values(broker, "missing.v1").equals(missing));
    }

    @Test
    void showsWhatWaitsAndPurgesWhatIsOld() throws Exception {
        KafkaServer broker = KafkaServer.shared();
        broker.createTopics(1, "figures.v1");
        add(DEMO, "figures.v1", "k", "1", false);
        add(OTHER, "figures.v1", "k", "2", false);
        now = now.plusSeconds(90);
        OutboxRelay relay = relay(broker, dataSource, 50, PATIENCE);
        assertEquals(2, relay.round());
        assertEquals(2, meters.get("core.outbox.queue.depth").gauge().value());
        assertEquals(90, meters.get("core.outbox.queue.age").gauge().value());
        assertEquals(
                2, meters.counter("core.outbox.sent", "topic", "figures.v1").count());
        assertEquals(0, relay.purgeBatch());
        now = now.plus(Duration.ofHours(25));
        assertEquals(2, relay.purgeBatch());
        assertEquals(0, database.count("select count(*) from outbox_event"));
    }

    @Test
    void refusesAnEventOutsideOfATransaction() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            var record = record(DEMO, "t.v1", "k", "v");
            assertThrows(IllegalStateException.class, () -> Outbox.insert(connection, record, () -> now));
        }
    }

    @Test
    void refusesAnEventOfAnotherTenant() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            actAs(connection, OTHER);
            var record = record(DEMO, "t.v1", "k", "v");
            SqlFailure e = assertThrows(SqlFailure.class, () -> Outbox.insert(connection, record, () -> now));
            assertEquals("42501", e.sqlState());
        }
    }

    /** A relay whose producer gives up early, for brokers that fail and topics that are missing. */
    private OutboxRelay relay(KafkaServer broker, DataSource source, int batchSize) {
        return relay(broker, source, batchSize, Duration.ofSeconds(1));
    }

    private OutboxRelay relay(KafkaServer broker, DataSource source, int batchSize, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        Map<String, Object> common = KafkaClients.common(broker.bootstrapServers(), Map.of());
        Map<String, Object> producer = new HashMap<>(KafkaClients.producer(common, "outbox-test-" + relays.size()));
        producer.put("max.block.ms", millis);
        producer.put("request.timeout.ms", millis);
        producer.put("delivery.timeout.ms", 2 * millis);
        var relay = new OutboxRelay(
                source,
                () -> new KafkaProducer<>(producer),
                new OutboxSignal(),
                (InstantSource) () -> now,
                relays.isEmpty() ? meters : new SimpleMeterRegistry(),
                new OutboxRelay.Settings(Duration.ofMillis(20), batchSize, Duration.ofHours(24)));
        relays.add(relay);
        return relay;
    }

    private double failures(String cause) {
        return meters.counter("core.outbox.failures", "cause", cause).count();
    }

    private void add(TenantId tenant, String topic, String key, String value, boolean rollBack) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            actAs(connection, tenant);
            Outbox.insert(connection, record(tenant, topic, key, value), () -> now);
            if (rollBack) connection.rollback();
            else connection.commit();
        }
    }

    private static OutboxRecord record(TenantId tenant, String topic, String key, String value) {
        return new OutboxRecord(
                tenant,
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                EventCodec.CONTENT_TYPE,
                null);
    }

    private static void actAs(Connection connection, TenantId tenant) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select set_config('app.tenant', '" + tenant + "', true)");
        }
    }

    /** The values of a topic in the order of their first copies. An event may be sent again, see {@link OutboxRelay}. */
    private static List<String> values(KafkaServer broker, String topic) {
        return records(broker, topic).stream()
                .map(event -> text(event.value()))
                .distinct()
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(KafkaServer broker, String topic) {
        Map<String, Object> common = KafkaClients.common(broker.bootstrapServers(), Map.of());
        try (var consumer = new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(common, "reader", "reader"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var pause = new OutboxSignal();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
            pause.await(Duration.ofMillis(50));
        }
    }

    /** The database, unless it is down. */
    private DataSource flaky(AtomicBoolean down) {
        return TestDataSource.of(() -> {
            if (down.get()) throw new SQLException("connection refused", "08001");
            return database.connectAsApp();
        });
    }
}
