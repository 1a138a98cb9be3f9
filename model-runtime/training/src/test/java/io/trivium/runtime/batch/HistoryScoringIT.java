package io.trivium.runtime.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.inference.DataType;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaServer;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History over a real broker: a run dies between sending and committing, and the next one continues. */
class HistoryScoringIT {
    private static final String OUT = "batch.scores";
    private static final int EXAMPLES = 60;
    /** Recent, for a broker deletes records that are older than its topics' retention. */
    private final Instant day = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private Path folder;

    private static byte[] row(int number) {
        ByteBuffer row = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        return row.putFloat(number).putFloat(1).putFloat(0).array();
    }

    private void produce(Properties connection) {
        EventCodec codec = new EventCodec(ExampleObserved.MAX_BYTES);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EXAMPLES; i++) {
                String id = "a" + i;
                Instant time = day.plusSeconds(i);
                ExampleTensor x = new ExampleTensor(
                        "x", DataType.FP32, List.of(3L), Base64.getEncoder().encodeToString(row(i)));
                ExampleObserved example = new ExampleObserved(
                        id,
                        new TaskName(i % 10 == 9 ? "other" : "sum"),
                        List.of(x),
                        time,
                        null,
                        null,
                        null,
                        ExampleObserved.STANDARD);
                ProducerRecord<byte[], byte[]> event = EventRecords.encode(
                        ExampleObserved.TOPIC,
                        EventEnvelope.of("e" + i, "/test", id, time, new TenantId("demo-bank"), example),
                        codec);
                var _ = producer.send(new ProducerRecord<>(
                        event.topic(), i % 2, time.toEpochMilli(), event.key(), event.value(), event.headers()));
            }
            var _ = producer.send(
                    new ProducerRecord<>(ExampleObserved.TOPIC, 0, day.toEpochMilli(), new byte[] {1}, new byte[] {2}));
        }
    }

    private static Map<String, JsonNode> answers(Properties connection) throws IOException {
        Properties reading = new Properties();
        reading.putAll(connection);
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        Map<String, JsonNode> answers = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(OUT, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    String id = new String(each.key(), StandardCharsets.UTF_8);
                    assertEquals(null, answers.put(id, new ObjectMapper().readTree(each.value())), id + " came twice");
                }
            }
        }
        return answers;
    }

    /** Answers some rows, then fails as a process that dies does: with a transaction open. */
    private record Dying(RowScorer whole, AtomicInteger left) implements RowScorer {
        @Override
        public TaskName task() {
            return whole.task();
        }

        @Override
        public List<String> inputs() {
            return whole.inputs();
        }

        @Override
        public int mostRows() {
            return 8;
        }

        @Override
        public Scores score(List<Tensor> inputs) {
            if (left.getAndDecrement() == 0) throw new IllegalStateException("died");
            return whole.score(inputs);
        }
    }

    @Test
    void scoresEachExampleOnceAlthoughARunDies() throws IOException {
        ModelPack pack = TestPacks.weightedSum(folder.resolve("sum"), "sum", "3", 0.5f, "maxBatch: 8");
        try (KafkaServer kafka = KafkaServer.start();
                ServedScores.Session session = new ServedScores.Session(pack)) {
            kafka.createTopics(2, ExampleObserved.TOPIC);
            kafka.createTopics(1, OUT);
            Properties connection = new Properties();
            connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
            produce(connection);
            HistoryScoring.Range range = new HistoryScoring.Range(
                    "run", ExampleObserved.TOPIC, OUT, Optional.of(day), Optional.of(day.plusSeconds(50)));
            RowScorer dying = new Dying(session.scorer(), new AtomicInteger(3));
            try (HistoryScoring first = new HistoryScoring(dying, range, connection)) {
                assertThrows(IllegalStateException.class, () -> first.run(() -> false));
            }
            int before = answers(connection).size();
            assertTrue(before > 0 && before < 45, () -> before + " answers");
            try (HistoryScoring stopped = new HistoryScoring(session.scorer(), range, connection)) {
                assertFalse(stopped.run(() -> true).finished());
            }
            HistoryScoring.Result result;
            try (HistoryScoring second = new HistoryScoring(session.scorer(), range, connection)) {
                result = second.run(() -> false);
            }
            assertTrue(result.finished());
            assertEquals(45 - before, result.scored());
            Map<String, JsonNode> answers = answers(connection);
            assertEquals(45, answers.size(), "50 seconds, of which every tenth example is another task's");
            for (int i = 0; i < 50; i++) {
                if (i % 10 == 9) continue;
                JsonNode answer = Objects.requireNonNull(answers.get("a" + i));
                assertEquals(
                        i + 2 + 0.5, answer.path("outputs").path("sum").path(0).asDouble(), 1e-6);
                assertEquals("3", answer.path("version").asText());
                assertEquals("demo-bank", answer.path("tenantId").asText());
            }
            try (HistoryScoring again = new HistoryScoring(session.scorer(), range, connection)) {
                assertEquals(0, again.run(() -> false).scored());
            }
        }
    }
}
