package io.trivium.core.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Properties of Kafka clients that may not lose anything. */
public final class KafkaClients {
    private static final int MAX_RECORD_BYTES = 2 << 20;

    /** How long the successor of a killed member waits; with Kafka's own 45 s, longer than it takes to start. */
    private static final int SESSION_MS = 10_000;

    private static final int HEARTBEAT_MS = 1_000;

    private KafkaClients() {}

    /** Returns the settings that every client of {@code config} needs. */
    public static Map<String, Object> common(KafkaClientConfig config) {
        return common(config.bootstrapServers(), config.client());
    }

    /** Returns the settings that every client needs; it reconnects within a second once the broker is back. */
    public static Map<String, Object> common(String bootstrapServers, Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return properties;
    }

    /**
     * Settings of a client of a command-line tool: the given ones, over those of the file that the environment variable
     * {@code TRIVIUM_KAFKA_PROPERTIES} names, such as {@code sasl.jaas.config}.
     *
     * @throws UncheckedIOException when that file cannot be read
     */
    public static Map<String, Object> ofTool(Map<String, ?> settings) {
        Properties common = new Properties();
        String file = System.getenv("TRIVIUM_KAFKA_PROPERTIES");
        if (file != null && !file.isBlank()) {
            try (Reader reader = Files.newBufferedReader(Path.of(file))) {
                common.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("the file of TRIVIUM_KAFKA_PROPERTIES cannot be read", e);
            }
        }
        Map<String, Object> all = new HashMap<>();
        common.stringPropertyNames().forEach(key -> all.put(key, common.getProperty(key)));
        all.putAll(settings);
        return all;
    }

    /** Idempotent, acknowledged by all in-sync replicas, gives up a record after ten seconds. */
    public static Map<String, Object> producer(Map<String, Object> common, String clientId) {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }

    /**
     * Reads committed records from the beginning on; offsets are committed manually. A killed member is missed after
     * ten seconds.
     */
    public static Map<String, Object> consumer(Map<String, Object> common, String groupId, String clientId) {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        properties.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        return properties;
    }
}
