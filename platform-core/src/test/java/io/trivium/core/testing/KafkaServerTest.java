package io.trivium.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaServerTest {
    @Test
    void keepsItsRecordsAndItsPortOverKillMinusNine() throws Exception {
        try (KafkaServer server = KafkaServer.start()) {
            String address = server.bootstrapServers();
            server.createTopics(1, "kept.v1");
            try (var producer = producer(server)) {
                producer.send(new ProducerRecord<>("kept.v1", "key", "before")).get(30, TimeUnit.SECONDS);
                server.kill();
                server.restart();
                producer.send(new ProducerRecord<>("kept.v1", "key", "after")).get(30, TimeUnit.SECONDS);
            }
            assertEquals(address, server.bootstrapServers());
            assertEquals(List.of("before", "after"), valuesOf(server, "kept.v1", 2));
        }
    }

    @Test
    void createsNoTopicUnasked() {
        KafkaServer server = KafkaServer.shared();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", server.bootstrapServers(), "max.block.ms", 1000),
                new StringSerializer(),
                new StringSerializer())) {
            var sent = producer.send(new ProducerRecord<>("never.created.v1", "key", "value"));
            assertThrows(ExecutionException.class, () -> sent.get(30, TimeUnit.SECONDS));
        }
    }

    private static KafkaProducer<String, String> producer(KafkaServer server) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static List<String> valuesOf(KafkaServer server, String topic, int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", server.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
