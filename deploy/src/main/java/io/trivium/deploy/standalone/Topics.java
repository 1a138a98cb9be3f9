package io.trivium.deploy.standalone;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kafka topics of the platform. In production they are made by whoever runs the cluster. */
public final class Topics {
    private static final String EXAMPLES = "learning.example.v1";
    /** An example with an image may have 1 MiB, and its dead letter has headers beside it. */
    private static final int EXAMPLE_BYTES = 2 << 20;

    /** Domain and learning topics, each with its dead-letter topic. */
    public static final List<String> ALL = Stream.of(
                    "fin.authorization.v1",
                    "fin.feature.v1",
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
    static Map<String, String> settings(String topic) {
        return topic.startsWith(EXAMPLES) ? Map.of("max.message.bytes", Integer.toString(EXAMPLE_BYTES)) : Map.of();
    }
}
