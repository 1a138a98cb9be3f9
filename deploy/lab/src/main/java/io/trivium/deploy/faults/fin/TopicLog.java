package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.faults.AlarmEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to their present end, and keeps the records of one run. */
public final class TopicLog {
    static final String AUTHORIZATIONS = "fin.authorization.v1";
    static final String DECISIONS = "fin.decision.v1";
    private static final String ALARMS = "industrial.alarm.v1";
    private static final List<String> DEAD_LETTERS =
            List.of("fin.authorization.v1.dlq", "fin.feature.v1.dlq", "fin.decision.v1.dlq", "learning.label.v1.dlq");
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final KafkaAccess kafka;
    private final String run;
    private final ObjectMapper json = new ObjectMapper();

    public TopicLog(KafkaAccess kafka, String run) {
        this.kafka = kafka;
        this.run = run;
    }

    public List<LoggedDecision> decisions() {
        List<LoggedDecision> decisions = new ArrayList<>();
        read(
                DECISIONS,
                this::isOfRun,
                entry -> decisions.add(LoggedDecision.of(entry.partition(), entry.offset(), parse(entry.value()))));
        return decisions;
    }

    /**
     * Ids in the log of authorizations, in the order in which they first arrived. Several partitions have no common
     * order but that of the times at which their records were sent: records sent within a moment may be in either
     * order.
     */
    public Set<String> received() {
        List<Came> came = new ArrayList<>();
        read(
                AUTHORIZATIONS,
                this::isOfRun,
                entry -> came.add(new Came(key(entry), entry.partition(), entry.timestamp())));
        return inOrder(came);
    }

    /** An authorization in the log of its partition. */
    record Came(String id, int partition, long sentAtMs) {}

    /** @param came in the order of each partition */
    static Set<String> inOrder(List<Came> came) {
        boolean spread = came.stream().map(Came::partition).distinct().count() > 1;
        List<Came> ordered = spread
                ? came.stream().sorted(Comparator.comparingLong(Came::sentAtMs)).toList()
                : came;
        return ordered.stream().map(Came::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public List<String> deadLetters() {
        List<String> letters = new ArrayList<>();
        for (String topic : DEAD_LETTERS) {
            read(
                    topic,
                    this::isOfRun,
                    letter -> letters.add(topic + " has " + key(letter) + ": " + header(letter, "trivium-reason") + " ("
                            + header(letter, "trivium-detail") + ")"));
        }
        return letters;
    }

    /** Changes of the alarms of these assets, in the order of each. */
    public List<AlarmEvent> alarmEvents(Set<String> assets) {
        List<AlarmEvent> events = new ArrayList<>();
        read(ALARMS, assets::contains, entry -> {
            JsonNode event = parse(entry.value());
            JsonNode data = event.path("data");
            events.add(new AlarmEvent(
                    event.path("id").asText(),
                    data.path("alarmId").asText(),
                    data.path("version").asInt()));
        });
        return events;
    }

    private boolean isOfRun(String key) {
        return key.startsWith(run + "-");
    }

    private void read(String topic, Predicate<String> wanted, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Instant deadline = Instant.now().plus(LONGEST);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.client(Map.of("client.id", "faults-log")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.test(key(entry))) reader.accept(entry);
                }
                if (Instant.now().isAfter(deadline)) {
                    throw LauncherException.failure("The topic " + topic + " could not be read to its end within "
                            + LONGEST.toSeconds() + " s; see ./trivium status.");
                }
            }
        }
    }

    static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo partition : consumer.partitionsFor(topic, Duration.ofSeconds(60))) {
            partitions.add(new TopicPartition(topic, partition.partition()));
        }
        return partitions;
    }

    private JsonNode parse(byte[] value) {
        try {
            return json.reader()
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(value);
        } catch (IOException e) {
            throw new IllegalStateException("an event is not JSON", e);
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> entry) {
        return entry.key() == null ? "" : new String(entry.key(), StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
        Header header = entry.headers().lastHeader(name);
        return header == null || header.value() == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
