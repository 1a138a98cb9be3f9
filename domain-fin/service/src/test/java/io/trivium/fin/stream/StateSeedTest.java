package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Tests that the changelogs receive the state that the topology would have kept. */
class StateSeedTest {
    private static final String APPLICATION = "trivium-fin";
    private static final List<String> DAYS = List.of("card-days", "terminal-days", "device-days", "counterparty-days");

    private static Cluster cluster(int partitions) {
        Node node = new Node(0, "broker", 9092);
        List<PartitionInfo> infos = new ArrayList<>();
        List<String> stores = new ArrayList<>(DAYS);
        stores.add("authorization-ids");
        for (String store : stores) {
            for (int i = 0; i < partitions; i++) {
                infos.add(new PartitionInfo(
                        APPLICATION + '-' + store + "-changelog", i, node, new Node[] {node}, new Node[] {node}));
            }
        }
        return new Cluster("test", List.of(node), infos, Set.of(), Set.of());
    }

    private static MockProducer<byte[], byte[]> broker(int partitions) {
        return new MockProducer<>(
                cluster(partitions), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<Authorization> history() {
        Random random = new Random(5);
        List<Authorization> history = new ArrayList<>();
        Instant at = Harness.NOW.minus(Duration.ofDays(12));
        for (int i = 0; i < 400; i++) {
            at = at.plusSeconds(random.nextInt(4_000));
            history.add(new Authorization(
                    "a-" + i,
                    "card-" + random.nextInt(5),
                    "T-" + random.nextInt(3),
                    BigDecimal.valueOf(random.nextInt(500)),
                    "EUR",
                    at,
                    null,
                    "5411",
                    "DE",
                    Channel.ECOMMERCE,
                    false,
                    null,
                    random.nextBoolean() ? "dev-" + random.nextInt(4) : null,
                    random.nextInt(4) == 0 ? "acc-" + random.nextInt(2) : null,
                    12.5));
        }
        return history;
    }

    @Test
    void writesTheDaysThatTheTopologyKeeps() {
        List<Authorization> history = history();
        MockProducer<byte[], byte[]> broker = broker(1);
        try (StateSeed seed = new StateSeed(broker, APPLICATION, Harness.REPLAY)) {
            history.forEach(authorization -> seed.add(authorization, Harness.NOW));
        }
        Map<String, Map<Bytes, byte[]>> written = new HashMap<>();
        for (ProducerRecord<byte[], byte[]> sent : broker.history()) {
            assertEquals(0, sent.partition());
            written.computeIfAbsent(sent.topic(), topic -> new HashMap<>()).put(Bytes.wrap(sent.key()), sent.value());
        }
        try (Harness topology = new Harness()) {
            history.forEach(authorization -> topology.send(Harness.REPLAY, authorization));
            for (String store : DAYS) {
                Map<Bytes, byte[]> seeded = written.getOrDefault(APPLICATION + '-' + store + "-changelog", Map.of());
                Set<Bytes> keys = new HashSet<>(seeded.keySet());
                KeyValueStore<Bytes, byte[]> kept = topology.driver.getKeyValueStore(store);
                try (var all = kept.all()) {
                    all.forEachRemaining(entry -> {
                        assertTrue(keys.remove(entry.key), store);
                        assertArrayEquals(entry.value, seeded.get(entry.key), store);
                    });
                }
                assertEquals(Set.of(), keys, store);
                assertTrue(seeded.size() > 5, store);
            }
            KeyValueStore<Bytes, byte[]> ids = topology.driver.getKeyValueStore("authorization-ids");
            written.getOrDefault(APPLICATION + "-authorization-ids-changelog", Map.of())
                    .forEach((id, value) -> assertEquals(hash(ids.get(id)), hash(value)));
            assertEquals(
                    400,
                    written.getOrDefault(APPLICATION + "-authorization-ids-changelog", Map.of())
                            .size());
        }
    }

    @Test
    void refusesATopologyOfSeveralPartitions() {
        MockProducer<byte[], byte[]> broker = broker(2);
        assertThrows(IllegalStateException.class, () -> new StateSeed(broker, APPLICATION, Harness.REPLAY));
    }

    private static String hash(byte[] kept) {
        return Objects.requireNonNull(KeptAuthorization.fromBytes(kept).first()).contentHash();
    }
}
