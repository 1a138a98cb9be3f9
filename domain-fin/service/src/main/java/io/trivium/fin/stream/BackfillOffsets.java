package io.trivium.fin.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** From where to where a {@link FeatureBackfill} reads, and how far it has committed. For one thread. */
final class BackfillOffsets {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Admin admin;
    private final StreamConfig config;
    private final int partitions;
    private final Map<TopicPartition, Long> begins;
    private final Map<TopicPartition, Long> ends;

    /** Records processed and records in total; finished when no work on them is in progress either. */
    record Taken(long records, long all, boolean finished) {}

    /**
     * Reads the current state of the topics.
     *
     * @throws IllegalArgumentException if they are not in the required state
     */
    BackfillOffsets(Admin admin, StreamConfig config, Optional<Instant> to)
            throws InterruptedException, ExecutionException {
        this.admin = admin;
        this.config = config;
        this.partitions = partitions(config.topics().authorization());
        if (partitions(config.topics().label()) != partitions) {
            throw new IllegalArgumentException(config.topics().authorization() + " and "
                    + config.topics().label() + " must have the same number of partitions.");
        }
        requireOwnOutput();
        List<TopicPartition> inputs = new ArrayList<>(all(config.topics().authorization(), partitions));
        inputs.addAll(all(config.topics().label(), partitions));
        this.begins = offsets(inputs, OffsetSpec.earliest());
        this.ends = offsets(inputs, OffsetSpec.latest());
        if (to.isPresent()) {
            Map<TopicPartition, Long> late =
                    offsets(inputs, OffsetSpec.forTimestamp(to.orElseThrow().toEpochMilli()));
            late.forEach((partition, offset) -> {
                if (offset >= 0) ends.merge(partition, offset, Math::min);
            });
        }
    }

    /** Partitions of the authorization topic. */
    int partitions() {
        return partitions;
    }

    private int partitions(String topic) throws InterruptedException, ExecutionException {
        try {
            return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IllegalArgumentException("There is no topic " + topic + "; make it first.", e);
            }
            throw e;
        }
    }

    private static List<TopicPartition> all(String topic, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Records already in the topic could not be distinguished from those that this run writes. */
    private void requireOwnOutput() throws InterruptedException, ExecutionException {
        String out = config.topics().feature();
        Map<TopicPartition, Long> filled = offsets(all(out, partitions(out)), OffsetSpec.latest());
        if (filled.values().stream().anyMatch(end -> end > 0) && committed().isEmpty()) {
            throw new IllegalArgumentException(
                    "The topic " + out
                            + " holds records, and no run of this name is under way: name an empty topic, or the run to continue.");
        }
    }

    private Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> each : admin.listConsumerGroupOffsets(config.applicationId())
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()) {
            if (each.getValue() != null)
                committed.put(each.getKey(), each.getValue().offset());
        }
        return committed;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> of, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        of.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, Long> found = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each :
                admin.listOffsets(asked).all().get().entrySet()) {
            found.put(each.getKey(), each.getValue().offset());
        }
        return found;
    }

    Taken taken() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = committed();
        long records = 0;
        long all = 0;
        boolean done = true;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long begin = begins.getOrDefault(end.getKey(), 0L);
            if (end.getValue() <= begin) continue;
            long at = Math.max(begin, committed.getOrDefault(end.getKey(), begin));
            all += end.getValue() - begin;
            records += Math.min(at, end.getValue()) - begin;
            done &= at >= end.getValue();
        }
        return new Taken(records, all, done && (partitions == 1 || areStagesEmpty()));
    }

    /** One stage after the other: what the one before has nothing left of, this one gets no more of. */
    private boolean areStagesEmpty() throws InterruptedException, ExecutionException {
        for (String stage : FeatureTopology.stages()) {
            String topic = config.applicationId() + '-' + stage + "-repartition";
            Map<TopicPartition, Long> filled = offsets(all(topic, partitions), OffsetSpec.latest());
            Map<TopicPartition, Long> committed = committed();
            for (Map.Entry<TopicPartition, Long> end : filled.entrySet()) {
                long at = committed.getOrDefault(end.getKey(), 0L);
                if (at < end.getValue() && hasRecord(end.getKey(), at, end.getValue())) return false;
            }
        }
        return true;
    }

    /** Between two offsets there may be nothing but the ends of transactions. */
    private boolean hasRecord(TopicPartition partition, long from, long to) {
        Map<String, Object> settings = KafkaSettings.consumer(config, "look");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            while (true) {
                if (!consumer.poll(LOOK).isEmpty()) return true;
                long at = consumer.position(partition, ANSWER);
                if (at >= to) return false;
                // Nothing was read and nothing skipped: the result is not known yet.
                if (at == from) return true;
            }
        }
    }

    /** Deletes what the run kept in Kafka. */
    void forget() throws InterruptedException, ExecutionException {
        String own = config.applicationId() + '-';
        List<String> internal = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(own))
                .filter(topic -> topic.endsWith("-changelog") || topic.endsWith("-repartition"))
                .toList();
        admin.deleteTopics(internal).all().get();
        admin.deleteConsumerGroups(List.of(config.applicationId())).all().get();
    }
}
