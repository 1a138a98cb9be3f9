package io.trivium.runtime.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.runtime.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Scores the examples of {@value ExampleObserved#TOPIC} between two times with one version, each once: answers and the
 * places up to which they go are committed in one transaction, so a run that was killed continues where the last
 * transaction ended, and readers of committed records never see what it had sent after that. Two concurrent runs of one
 * name do not process a record twice either: the later one fences the earlier one. Belongs to one thread.
 */
public final class HistoryScoring implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final RowScorer scorer;
    private final Range range;
    private final EventCodec codec = new EventCodec(ExampleObserved.MAX_BYTES);
    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * The records to score and the topic of the answers.
     *
     * @param name of the run: by it a run that was ended continues
     * @param from time of the first record, {@code to} of the first one that is left out; empty for the topic's ends
     */
    public record Range(String name, String topic, String out, Optional<Instant> from, Optional<Instant> to) {}

    /**
     * The result of a run.
     *
     * @param passedOver examples of other tasks
     * @param invalid records that are no examples
     * @param finished false when it was stopped
     */
    public record Result(long scored, long passedOver, long invalid, double seconds, boolean finished) {}

    /** @param connection servers and security of the client */
    public HistoryScoring(RowScorer scorer, Range range, Properties connection) {
        this.scorer = scorer;
        this.range = range;
        Properties reading = new Properties();
        reading.putAll(connection);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, range.name());
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(scorer.mostRows()));
        reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        Properties sending = new Properties();
        sending.putAll(connection);
        sending.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, range.name());
        sending.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Scores to the end of the range.
     *
     * @param stop queried between transactions
     * @throws IllegalArgumentException when there is no such topic, or an example of the task does not fit the model
     */
    public Result run(BooleanSupplier stop) {
        List<TopicPartition> partitions = consumer.partitionsFor(range.topic()).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        if (partitions.isEmpty()) throw new IllegalArgumentException("there is no topic " + range.topic());
        consumer.assign(partitions);
        producer.initTransactions();
        Map<TopicPartition, Long> ends = places(partitions, range.to(), consumer.endOffsets(partitions));
        begin(partitions);
        Counts counts = new Counts();
        long start = System.nanoTime();
        while (!isAtEnd(ends)) {
            if (stop.getAsBoolean()) return counts.result(start, false);
            ConsumerRecords<byte[], byte[]> records = polled();
            if (!records.isEmpty()) score(records, ends, counts);
        }
        return counts.result(start, true);
    }

    /** Sets every partition to the position of the run, or to the beginning of the range. */
    private void begin(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
        Map<TopicPartition, Long> first = range.from().isEmpty()
                ? consumer.beginningOffsets(partitions)
                : places(partitions, range.from(), consumer.endOffsets(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata committed = known.get(partition);
            consumer.seek(partition, committed == null ? first.getOrDefault(partition, 0L) : committed.offset());
        }
    }

    private Map<TopicPartition, Long> places(
            List<TopicPartition> partitions, Optional<Instant> time, Map<TopicPartition, Long> otherwise) {
        Map<TopicPartition, Long> places = new HashMap<>(otherwise);
        if (time.isEmpty()) return places;
        Map<TopicPartition, Long> asked = new HashMap<>();
        for (TopicPartition each : partitions)
            asked.put(each, time.orElseThrow().toEpochMilli());
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> each :
                consumer.offsetsForTimes(asked).entrySet()) {
            OffsetAndTimestamp found = each.getValue();
            if (found != null) places.put(each.getKey(), found.offset());
        }
        return places;
    }

    private ConsumerRecords<byte[], byte[]> polled() {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            throw new IllegalStateException(
                    "the topic no longer holds the records at which this run is; start another one, by"
                            + " another name, at a later time",
                    e);
        }
    }

    private boolean isAtEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void score(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> ends, Counts counts) {
        List<EventEnvelope<ExampleObserved>> examples = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (record.offset() >= ends.getOrDefault(partition, 0L)) continue;
            decode(record, counts).ifPresent(examples::add);
        }
        producer.beginTransaction();
        for (ScoredExample scored : scored(examples)) {
            // one that fails makes the commit fail
            var _ = producer.send(new ProducerRecord<>(
                    range.out(), scored.exampleId().getBytes(StandardCharsets.UTF_8), bytes(scored)));
        }
        Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long position = Math.min(consumer.position(end.getKey()), end.getValue());
            reached.put(end.getKey(), new OffsetAndMetadata(position));
        }
        producer.sendOffsetsToTransaction(reached, consumer.groupMetadata());
        producer.commitTransaction();
        counts.scored += examples.size();
    }

    private Optional<EventEnvelope<ExampleObserved>> decode(ConsumerRecord<byte[], byte[]> record, Counts counts) {
        EventEnvelope<ExampleObserved> example;
        try {
            example = EventRecords.decode(record, ExampleObserved.class, codec);
        } catch (InvalidEventException e) {
            counts.invalid++;
            return Optional.empty();
        }
        if (example.data().task().equals(scorer.task())) return Optional.of(example);
        counts.passedOver++;
        return Optional.empty();
    }

    private List<ScoredExample> scored(List<EventEnvelope<ExampleObserved>> examples) {
        if (examples.isEmpty()) return List.of();
        List<ExampleObserved> rows = examples.stream().map(EventEnvelope::data).toList();
        List<Tensor> inputs = scorer.inputs().stream()
                .map(input -> ScoredExample.joined(input, rows))
                .toList();
        RowScorer.Scores scores = scorer.score(inputs);
        List<ScoredExample> scored = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) scored.add(ScoredExample.of(examples.get(row), scores, row));
        return scored;
    }

    private byte[] bytes(ScoredExample scored) {
        try {
            return json.writeValueAsBytes(scored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
    }

    private static final class Counts {
        private long scored;
        private long passedOver;
        private long invalid;

        Result result(long start, boolean finished) {
            return new Result(scored, passedOver, invalid, (System.nanoTime() - start) / 1e9, finished);
        }
    }

    /** Ends a transaction that is open without effect. */
    @Override
    public void close() {
        producer.close(CLOSE);
        consumer.close();
    }
}
