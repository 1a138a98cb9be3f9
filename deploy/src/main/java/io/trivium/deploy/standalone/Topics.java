package io.trivium.deploy.standalone;

import java.util.List;
import java.util.stream.Stream;

/** Kafka topics of the platform. In production they are made by whoever runs the cluster. */
public final class Topics {
    /** Domain and learning topics, each with its dead-letter topic. */
    public static final List<String> ALL = Stream.of(
                    "fin.authorization.v1",
                    "fin.feature.v1",
                    "fin.decision.v1",
                    "learning.example.v1",
                    "learning.label.v1",
                    "learning.preference.v1",
                    "med.study.v1",
                    "industrial.reading.v1",
                    "industrial.alarm.v1")
            .flatMap(topic -> Stream.of(topic, topic + ".dlq"))
            .toList();

    private Topics() {}
}
