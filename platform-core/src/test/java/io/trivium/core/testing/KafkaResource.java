package io.trivium.core.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Arrays;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} the shared broker of {@link KafkaServer}. The init argument {@code topics} is a comma-separated
 * list of {@code name} or {@code name:partitions} (default 4) to create.
 */
public class KafkaResource implements QuarkusTestResourceLifecycleManager {
    private static final int DEFAULT_PARTITIONS = 4;

    private String topics = "";

    @Override
    public void init(Map<String, String> arguments) {
        topics = arguments.getOrDefault("topics", "");
    }

    @Override
    public Map<String, String> start() {
        KafkaServer server = KafkaServer.shared();
        Arrays.stream(topics.split(",", -1))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .forEach(topic -> create(server, topic));
        return Map.of("kafka.bootstrap.servers", server.bootstrapServers());
    }

    /** The broker ends with the JVM; other test classes may still use it. */
    @Override
    public void stop() {}

    private static void create(KafkaServer server, String topic) {
        int colon = topic.indexOf(':');
        if (colon < 0) server.createTopics(DEFAULT_PARTITIONS, topic);
        else server.createTopics(Integer.parseInt(topic.substring(colon + 1)), topic.substring(0, colon));
    }
}
