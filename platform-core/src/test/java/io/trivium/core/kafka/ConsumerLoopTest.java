package io.trivium.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerLoopTest {
    private final KafkaServer broker = KafkaServer.shared();
    private final String topic = "loop-" + UUID.randomUUID();
    private final ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    private @Nullable ConsumerLoop loop;

    @BeforeEach
    void createTopic() {
        broker.createTopics(1, topic);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (loop != null) loop.stop();
    }

    private Map<String, Object> settings() {
        return KafkaClients.consumer(KafkaClients.common(broker.bootstrapServers(), Map.of()), topic, topic);
    }

    private void send(String... values) throws Exception {
        try (var producer = new KafkaProducer<byte[], byte[]>(
                KafkaClients.producer(KafkaClients.common(broker.bootstrapServers(), Map.of()), "loop-sender"))) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        records.forEach(record -> taken.add(new String(record.value(), StandardCharsets.UTF_8)));
    }

    private long committed() {
        try (var reader = new KafkaConsumer<byte[], byte[]>(settings())) {
            var partition = new TopicPartition(topic, 0);
            var offsets = reader.committed(Set.of(partition));
            var offset = offsets.get(partition);
            return offset == null ? 0 : offset.offset();
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(60, TimeUnit.SECONDS), "not in time");
    }

    @Test
    void handsTheSameRecordsOverAgainUntilTheHandlerSucceedsAndCommitsThen() throws Exception {
        var attempts = new AtomicInteger();
        var failedTwice = new CountDownLatch(2);
        var mayPass = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        ConsumerLoop[] self = new ConsumerLoop[1];
        self[0] = new ConsumerLoop("loop-retry", this::settings, consumer -> {
            consumer.subscribe(List.of(topic));
            self[0].consume(consumer, records -> {
                attempts.incrementAndGet();
                failedTwice.countDown();
                if (mayPass.getCount() > 0) throw new IllegalStateException("the store is away");
                take(records);
                done.countDown();
            });
        });
        loop = self[0];
        send("a", "b");
        self[0].start();
        await(failedTwice);
        assertFalse(self[0].isHealthy());
        assertEquals(0, committed());
        mayPass.countDown();
        await(done);
        self[0].stop();
        assertEquals(List.of("a", "b"), List.copyOf(taken));
        assertTrue(attempts.get() >= 3);
        assertEquals(2, committed());
        assertTrue(self[0].isStopping());
    }

    @Test
    void opensANewConsumerAfterAFailureOfItsBody() throws Exception {
        var lives = new AtomicInteger();
        var done = new CountDownLatch(1);
        ConsumerLoop[] self = new ConsumerLoop[1];
        self[0] = new ConsumerLoop("loop-lives", this::settings, consumer -> {
            if (lives.incrementAndGet() < 3) throw new IllegalStateException("life " + lives.get());
            consumer.subscribe(List.of(topic));
            self[0].consume(consumer, records -> {
                take(records);
                done.countDown();
            });
        });
        loop = self[0];
        send("a");
        self[0].start();
        await(done);
        assertEquals(3, lives.get());
        assertTrue(self[0].isRunning());
        assertEquals(List.of("a"), List.copyOf(taken));
    }

    @Test
    void opensNewClientsWhenTheHandlerFailsOnKafkaAndReadsTheRecordsAgain() throws Exception {
        var lives = new AtomicInteger();
        var done = new CountDownLatch(1);
        ConsumerLoop[] self = new ConsumerLoop[1];
        self[0] = new ConsumerLoop("loop-clients", this::settings, consumer -> {
            int life = lives.incrementAndGet();
            consumer.subscribe(List.of(topic));
            self[0].consume(consumer, records -> {
                if (life == 1) throw new KafkaException("a producer is fenced");
                take(records);
                done.countDown();
            });
        });
        loop = self[0];
        send("a", "b");
        self[0].start();
        await(done);
        self[0].stop();
        assertEquals(2, lives.get());
        assertEquals(List.of("a", "b"), List.copyOf(taken));
        assertEquals(2, committed());
    }
}
