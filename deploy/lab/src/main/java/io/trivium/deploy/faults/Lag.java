package io.trivium.deploy.faults;

import io.trivium.deploy.component.KafkaAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The lag of a group's committed offsets behind the ends of its topics. */
public final class Lag implements AutoCloseable {
    /** A stopped broker does not answer any more. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** In the order of the pipeline; the first has several stages behind each other. */
    public static final List<String> GROUPS =
            List.of("trivium-fin", "trivium-fin", "trivium-fin", "trivium-fin-scorer", "trivium-fin-projection");

    /** Downstream of the feature computation, which commits only every half minute. */
    public static final List<String> BEHIND_FEATURES = List.of("trivium-fin-scorer", "trivium-fin-projection");

    /** The consumer group that stores the readings of the factory. */
    public static final String READINGS = "trivium-industrial-readings";

    private static final Map<String, List<String>> SOURCES = Map.of(
            READINGS,
            List.of("industrial.reading.v1"),
            "trivium-fin",
            List.of("fin.authorization.v1", "learning.label.v1"),
            "trivium-fin-scorer",
            List.of("fin.feature.v1"),
            "trivium-fin-projection",
            List.of("fin.decision.v1", "learning.label.v1"));

    private static final long CALL_SECONDS = 20;

    private final Admin admin;

    public Lag(KafkaAccess kafka) {
        this.admin = Admin.create(kafka.client(Map.of("client.id", "faults-lag")));
    }

    /** Records the group has not finished with: each stage commits only after its results were acknowledged. */
    public long of(String group) throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(CALL_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        committed.keySet().forEach(part -> asked.put(part, OffsetSpec.latest()));
        // A partition without a committed offset counts from its beginning.
        for (TopicDescription topic : admin.describeTopics(SOURCES.getOrDefault(group, List.of()))
                .allTopicNames()
                .get(CALL_SECONDS, TimeUnit.SECONDS)
                .values()) {
            topic.partitions()
                    .forEach(
                            part -> asked.put(new TopicPartition(topic.name(), part.partition()), OffsetSpec.latest()));
        }
        long lag = 0;
        for (var end : admin.listOffsets(asked)
                .all()
                .get(CALL_SECONDS, TimeUnit.SECONDS)
                .entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            lag += end.getValue().offset() - (offset == null ? 0 : offset.offset());
        }
        return lag;
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
