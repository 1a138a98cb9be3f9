package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.Topics;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every event on the platform's topics that is a CloudEvent, against the attributes of CloudEvents 1.0.2 in structured JSON. */
final class CloudEventsOut implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 5_000;
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,20}");
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    @Override
    public String protocol() {
        return "cloudevents";
    }

    @Override
    public String name() {
        return "events of all topics, structured mode";
    }

    @Override
    public Outcome run(Target target) throws IOException {
        Cases cases = new Cases();
        long with = 0;
        long without = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                target.platform().kafka().client(Map.of("client.id", "conformance")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            // Batches of readings have a compact form of their own.
            for (String topic : Topics.ALL) {
                if (topic.endsWith(".dlq") || topic.startsWith("industrial.reading.")) continue;
                int before = cases.count();
                for (PartitionInfo part : consumer.partitionsFor(topic)) {
                    read(consumer, new TopicPartition(topic, part.partition()), cases);
                }
                if (cases.count() > before) with++;
                else without++;
            }
        }
        return cases.judgedBy(
                "built in, CloudEvents 1.0.2", Map.of("topicsWithEvents", with, "topicsWithoutEvents", without));
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Cases cases)
            throws IOException {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.assign(List.of(partition));
        consumer.seek(partition, Math.max(begin, end - MOST));
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(500))) {
                if (entry.value() != null) judge(entry, cases);
            }
        }
    }

    private static void judge(ConsumerRecord<byte[], byte[]> entry, Cases cases) throws IOException {
        String where = entry.topic() + " at " + entry.offset();
        JsonNode event = JSON.readTree(entry.value());
        String wrong = "";
        for (String attribute : REQUIRED) {
            if (event.path(attribute).asText().isEmpty()) wrong = "has no " + attribute;
        }
        if (!event.path("specversion").asText().equals("1.0")) wrong = "has another specversion";
        if (event.has("time") && !isTime(event.path("time").asText())) wrong = "has a time that is none of RFC 3339";
        if (!isReference(event.path("source").asText())) wrong = "has a source that is no URI reference";
        for (Map.Entry<String, JsonNode> member : event.properties()) {
            if (!ATTRIBUTE.matcher(member.getKey()).matches()) wrong = "has an attribute named " + member.getKey();
        }
        cases.require(wrong.isEmpty(), where + " " + wrong);
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static boolean isReference(String text) {
        try {
            URI.create(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
