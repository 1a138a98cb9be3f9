package io.trivium.deploy.component;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Kafka topics of the platform. In production the operator of the cluster creates them. */
public final class Topics {
    private static final String EXAMPLES = "learning.example.v1";
    private static final String FEATURES = "fin.feature.v1";
    /** An example with an image may have 1 MiB, and its dead letter has additional headers. */
    private static final int EXAMPLE_BYTES = 2 << 20;

    /** Domain and learning topics, each with its dead-letter topic. */
    public static final List<String> ALL = Stream.of(
                    "fin.authorization.v1",
                    FEATURES,
                    "fin.decision.v1",
                    EXAMPLES,
                    "learning.label.v1",
                    "learning.preference.v1",
                    "learning.release.v1",
                    "med.study.v1",
                    "industrial.reading.v1",
                    "industrial.alarm.v1")
            .flatMap(topic -> Stream.of(topic, topic + ".dlq"))
            .toList();

    private Topics() {}

    /** Settings of a topic that are not the broker's own. */
    public static Map<String, String> settings(String topic) {
        Map<String, String> settings = new TreeMap<>();
        if (topic.startsWith(EXAMPLES)) settings.put("max.message.bytes", Integer.toString(EXAMPLE_BYTES));
        // Retention and waiting time of a record count from its arrival, whatever its producer's clock. Features and
        // dead letters keep the arrival time of their original records.
        if (!topic.equals(FEATURES) && !topic.endsWith(".dlq")) settings.put("message.timestamp.type", "LogAppendTime");
        return settings;
    }
}
