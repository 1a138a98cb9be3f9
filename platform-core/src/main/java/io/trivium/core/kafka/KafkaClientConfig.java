package io.trivium.core.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** The Kafka cluster that platform-core's own clients (outbox relay, dead-letter consumer) use. */
@ConfigMapping(prefix = "platform.kafka")
public interface KafkaClientConfig {

    /** Bootstrap servers, host:port, comma-separated. */
    @WithDefault("${kafka.bootstrap.servers:127.0.0.1:18092}")
    String bootstrapServers();

    /** Further properties of every client, such as {@code security.protocol} and {@code sasl.*}. */
    Map<String, String> client();
}
