package io.trivium.fin.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing and checks that those which must share partitions do. */
final class TopicSetup {

    private static final String DAY_MS = "86400000";
    private static final String WEEK_MS = "604800000";
    private static final String MONTH_MS = "2592000000";

    private TopicSetup() {}

    /**
     * Blocks until all topics are there.
     *
     * @return the number of partitions of the authorization topic
     * @throws ExecutionException when the broker does not answer or refuses
     * @throws MissingTopicException when a topic is not there and this service may not make it
     */
    static int ensure(StreamConfig config) throws InterruptedException, ExecutionException {
        StreamConfig.Topics topics = config.topics();
        try (Admin admin = Admin.create(KafkaSettings.client(config))) {
            Map<String, TopicDescription> found = new HashMap<>();
            for (NewTopic topic : wanted(config)) found.put(topic.name(), findOrCreate(admin, topic));
            int partitions = partitions(found, topics.authorization());
            if (partitions(found, topics.label()) != partitions) {
                throw new IllegalStateException("topics " + topics.authorization() + " and " + topics.label()
                        + " must have the same number of partitions, labels are joined to authorizations by id");
            }
            return partitions;
        }
    }

    private static Collection<NewTopic> wanted(StreamConfig config) {
        StreamConfig.Topics topics = config.topics();
        List<NewTopic> wanted = new ArrayList<>();
        wanted.add(topic(config, topics.authorization(), WEEK_MS));
        wanted.add(topic(config, topics.label(), MONTH_MS));
        NewTopic features = topic(config, topics.feature(), DAY_MS);
        // Keeps the arrival time of the authorization, from which the whole latency is measured.
        features.configs().put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        wanted.add(features);
        wanted.add(topic(config, topics.decision(), WEEK_MS));
        NewTopic examples = topic(config, topics.example(), WEEK_MS);
        // The examples of other domains contain images.
        examples.configs().put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaSettings.MAX_REQUEST_BYTES));
        wanted.add(examples);
        for (String origin : List.of(topics.authorization(), topics.label(), topics.feature(), topics.decision())) {
            NewTopic letters = topic(config, origin + DeadLetterRecords.SUFFIX, MONTH_MS);
            letters.configs()
                    .put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaSettings.MAX_REQUEST_BYTES));
            wanted.add(letters);
        }
        return wanted;
    }

    private static NewTopic topic(StreamConfig config, String name, String retentionMs) {
        return new NewTopic(name, config.partitions(), config.replication())
                .configs(new HashMap<>(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        retentionMs,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(64 << 20),
                        // Retention and latency use the time of arrival, independent of producers' clocks.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime")));
    }

    /** If the brokers' administrator creates the topics, the service has no right to do so, and needs none. */
    private static TopicDescription findOrCreate(Admin admin, NewTopic topic)
            throws InterruptedException, ExecutionException {
        try {
            return describe(admin, topic.name());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) throw e;
        }
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) throw new MissingTopicException(topic.name(), e);
            if (!(e.getCause() instanceof TopicExistsException)) throw e;
        }
        return describe(admin, topic.name());
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    }

    private static int partitions(Map<String, TopicDescription> found, String topic) {
        TopicDescription description = found.get(topic);
        if (description == null) {
            throw new IllegalStateException("topic " + topic + " is not there after it was created");
        }
        return description.partitions().size();
    }
}
