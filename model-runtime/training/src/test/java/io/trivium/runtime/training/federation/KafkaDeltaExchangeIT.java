package io.trivium.runtime.training.federation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Differences over a real broker: whole, once, and nothing else. */
@org.jspecify.annotations.NullUnmarked // set before the first test
class KafkaDeltaExchangeIT {
    private static KafkaServer kafka;

    @BeforeAll
    static void start() {
        kafka = KafkaServer.start();
        kafka.createTopics(1, WeightShare.TOPIC);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static KafkaDeltaExchange open(String federation, String tenant) {
        return open(federation, tenant, WeightShare.TOPIC);
    }

    private static KafkaDeltaExchange open(String federation, String tenant, String topic) {
        Properties connection = new Properties();
        connection.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        return new KafkaDeltaExchange(federation, new TenantId(tenant), topic, connection);
    }

    private static WeightDelta delta(String site, int round, int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = random.nextFloat();
        return new WeightDelta(site, round, Instant.EPOCH, "cd".repeat(32), "ab".repeat(32), 10, values);
    }

    @Test
    void carriesDifferencesOfManyPartsBetweenSites() {
        WeightDelta east = delta("east", 0, 500_000, 1);
        WeightDelta west = delta("west", 0, 500_000, 2);
        try (KafkaDeltaExchange a = open("parts", "demo-bank");
                KafkaDeltaExchange b = open("parts", "other-bank")) {
            a.publish(east);
            assertTrue(b.find("west", 0).isEmpty());
            b.publish(west);
            b.publish(west); // as after a crash
            Set<String> sites = new TreeSet<>(Set.of("east", "west"));
            Map<String, WeightDelta> seen = a.await(sites, 0, Duration.ofSeconds(60));
            assertArrayEquals(east.values(), seen.get("east").values());
            assertArrayEquals(west.values(), seen.get("west").values());
            assertEquals(sites, b.await(sites, 0, Duration.ofSeconds(60)).keySet());
        }
        try (KafkaDeltaExchange again = open("parts", "demo-bank")) {
            assertArrayEquals(east.values(), again.find("east", 0).orElseThrow().values());
        }
    }

    @Test
    void saysWhoIsMissingAndWhoContradictsItself() {
        try (KafkaDeltaExchange a = open("faults", "demo-bank")) {
            a.publish(delta("east", 0, 10, 1));
            String missing = assertThrows(
                            FederationException.class,
                            () -> a.await(new TreeSet<>(Set.of("east", "west")), 0, Duration.ofMillis(1)))
                    .toString();
            assertTrue(missing.contains("nothing came from") && missing.contains("west"), missing);
            a.publish(delta("east", 0, 10, 7));
            String twice = assertThrows(FederationException.class, () -> a.find("east", 0))
                    .toString();
            assertTrue(twice.contains("east sent two different differences"), twice);
        }
    }

    @Test
    void saysWhichCommandsMakeATopicAndRaiseItsLimit() throws Exception {
        String none = assertThrows(FederationException.class, () -> open("none", "demo-bank", "no-such-topic"))
                .getMessage();
        assertTrue(none.contains("--create --topic no-such-topic"), none);
        try (Admin admin = kafka.admin()) {
            admin.createTopics(
                            List.of(new NewTopic("narrow", 1, (short) 1).configs(Map.of("max.message.bytes", "1000"))))
                    .all()
                    .get();
        }
        try (KafkaDeltaExchange narrow = open("narrow", "demo-bank", "narrow")) {
            String small = assertThrows(FederationException.class, () -> narrow.publish(delta("east", 0, 1_000, 1)))
                    .getMessage();
            assertTrue(small.contains("--entity-name narrow --add-config max.message.bytes="), small);
        }
    }
}
