package io.trivium.deploy.soak;

import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads the total number of records in the topics, and the lag of each group. */
final class KafkaMeter implements AutoCloseable {
    private static final long CALL_SECONDS = 20;

    private final Admin admin;

    KafkaMeter(KafkaAccess kafka) {
        this.admin = Admin.create(kafka.client(Map.of("client.id", "soak")));
    }

    void read(Readings readings) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            for (TopicDescription topic : admin.describeTopics(Topics.ALL)
                    .allTopicNames()
                    .get(CALL_SECONDS, TimeUnit.SECONDS)
                    .values()) {
                topic.partitions()
                        .forEach(part ->
                                asked.put(new TopicPartition(topic.name(), part.partition()), OffsetSpec.latest()));
            }
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(asked).all().get(CALL_SECONDS, TimeUnit.SECONDS);
            Map<String, Long> events = new TreeMap<>();
            ends.forEach((part, end) -> events.merge(part.topic(), end.offset(), Long::sum));
            events.forEach((topic, count) -> readings.add(topic, Measure.EVENTS, (double) count));
            lag(ends, readings);
        } catch (ExecutionException | TimeoutException _) {
            // The broker is briefly unavailable, which its restarts show.
        }
    }

    private void lag(Map<TopicPartition, ListOffsetsResultInfo> ends, Readings readings)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> groups = new ArrayList<>();
        for (GroupListing group : admin.listGroups().valid().get(CALL_SECONDS, TimeUnit.SECONDS)) {
            if (group.groupId().startsWith("trivium-")) groups.add(group.groupId());
        }
        Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
        groups.forEach(group -> asked.put(group, new ListConsumerGroupOffsetsSpec()));
        if (asked.isEmpty()) return;
        var committed = admin.listConsumerGroupOffsets(asked).all().get(CALL_SECONDS, TimeUnit.SECONDS);
        committed.forEach((group, offsets) -> readings.add(group, Measure.LAG, lag(offsets, ends)));
    }

    /**
     * Of the platform's own topics; ends are read before the committed offsets, so that a group may be ahead of them.
     */
    private static double lag(
            Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, ListOffsetsResultInfo> ends) {
        long lag = 0;
        for (var offset : committed.entrySet()) {
            ListOffsetsResultInfo end = ends.get(offset.getKey());
            if (end != null && offset.getValue() != null)
                lag += Math.max(0, end.offset() - offset.getValue().offset());
        }
        return (double) lag;
    }

    @Override
    public void close() {
        admin.close();
    }
}
