package io.trivium.fin.stream;

import io.trivium.fin.stream.store.BoundedRocksDb;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

/** Client properties for low latency, in one place. */
public final class KafkaSettings {

    /** Above the broker's limit for ordinary topics, so that a dead letter holds the largest record and its headers. */
    static final int MAX_REQUEST_BYTES = 2 << 20;

    /**
     * Nothing is held back while the broker is idle; while it answers, arriving records are gathered and sent as one
     * request. So batches grow with the load: an authorization costs broker and clients a third less at 450 a second
     * than at 200.
     */
    private static final int IN_FLIGHT = 1;

    /** When a broker stops, another one becomes leader within a second; a retry once a second would double that. */
    private static final int LONGEST_RETRY_MS = 200;

    private static final int HEARTBEATS_PER_SESSION = 4;

    /** Members learn from the answer to a heartbeat that an instance left and its partitions move: they wait for so long. */
    private static final int LONGEST_HEARTBEAT_MS = 500;

    private KafkaSettings() {}

    /** Bootstrap servers, security, and reconnecting within a second after the broker comes back. */
    public static Map<String, Object> client(StreamConfig config) {
        Map<String, Object> settings = new HashMap<>(config.client());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, LONGEST_RETRY_MS);
        return settings;
    }

    /** Idempotent, acknowledged by all replicas, sent at once. */
    public static Map<String, Object> producer(StreamConfig config, String name) {
        Map<String, Object> settings = client(config);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, config.applicationId() + '-' + name);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, IN_FLIGHT);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8 << 20);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        return settings;
    }

    /** Bytes in, offsets committed manually. */
    public static Map<String, Object> consumer(StreamConfig config, String name) {
        Map<String, Object> settings = client(config);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, config.applicationId() + '-' + name);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /** As {@link #consumer}, in a group whose members keep their identity over a restart, unless they leave. */
    public static Map<String, Object> groupConsumer(StreamConfig config, String name) {
        Map<String, Object> settings = consumer(config, name);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.applicationId() + '-' + name);
        if (!config.leaveOnStop()) {
            settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.applicationId() + '-' + config.instanceId());
        }
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMs(config));
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, heartbeatMs(config));
        return settings;
    }

    private static int heartbeatMs(StreamConfig config) {
        return Math.min(sessionMs(config) / HEARTBEATS_PER_SESSION, LONGEST_HEARTBEAT_MS);
    }

    private static int sessionMs(StreamConfig config) {
        return Math.toIntExact(config.sessionTimeout().toMillis());
    }

    /** The topology: at least once with idempotent effects, nothing held back. */
    static Properties streams(StreamConfig config) {
        Properties settings = new Properties();
        settings.putAll(client(config));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.replication());
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.POLL_MS_CONFIG, 50);
        // Labels and authorizations may be taken in any order, so neither waits for the other.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, FailureHandlers.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailureHandlers.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, FailureHandlers.class);
        settings.put(FailureHandlers.DEAD_LETTER_TOPIC, config.topics().authorization() + ".dlq");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), (int)
                config.linger().toMillis());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), IN_FLIGHT);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 16 << 20);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 1);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionMs(config));
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), heartbeatMs(config));
        if (!config.leaveOnStop()) {
            settings.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    config.applicationId() + '-' + config.instanceId());
        }
        return settings;
    }
}
