package io.trivium.fin.replay;

import io.trivium.core.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics of one partition from their beginning to their present end, without a consumer group. */
public final class TopicReader {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final String bootstrap;

    public TopicReader(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Takes one record. */
    @FunctionalInterface
    public interface Sink {
        void take(ConsumerRecord<String, byte[]> message);
    }

    /**
     * Shows every record whose key begins with the prefix, in the order of the topic.
     *
     * @throws IllegalStateException when the topic has several partitions, which have no common order, or does not answer
     */
    public void read(String topic, String keyPrefix, Sink sink) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                KafkaClients.ofTool(Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "fin-topic-reader")),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(topic, ANSWER).size();
            if (partitions != 1) {
                throw new IllegalStateException(
                        topic + " has " + partitions + " partitions: their records have no order");
            }
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), ANSWER).getOrDefault(partition, 0L);
            long lastProgress = System.nanoTime();
            while (consumer.position(partition, ANSWER) < end) {
                for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(500))) {
                    lastProgress = System.nanoTime();
                    if (message.key() != null && message.key().startsWith(keyPrefix)) sink.take(message);
                }
                if (System.nanoTime() - lastProgress > ANSWER.toNanos()) {
                    throw new IllegalStateException(topic + " could not be read to its end");
                }
            }
        }
    }
}
