package io.trivium.core.deadletter;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.event.ConsumerSpans;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventRecords;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.kafka.KafkaMeters;
import io.trivium.core.observability.MetricNames;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores the records of dead-letter topics, on one thread of its own. Offsets are committed after the rows; a record that
 * comes twice is stored once. Outages of Kafka or the database make it wait.
 */
final class DeadLetterConsumer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeadLetterConsumer.class);
    private static final int MAX_REASON = 100;
    private static final long MAX_MILLIS = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private final Collection<String> topics;
    private final DeadLetterRepository letters;
    private final TenantTransactions transactions;
    private final KnownTenants known;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final ConsumerLoop loop;

    /**
     * A consumer that has not started yet.
     *
     * @param settings of its Kafka client
     * @param topics topics of origin
     */
    DeadLetterConsumer(
            Map<String, Object> settings,
            Collection<String> topics,
            DeadLetterRepository letters,
            TenantTransactions transactions,
            KnownTenants known,
            InstantSource clock,
            MeterRegistry meters) {
        this.topics = List.copyOf(topics);
        this.letters = letters;
        this.transactions = transactions;
        this.known = known;
        this.clock = clock;
        this.meters = meters;
        this.loop = new ConsumerLoop("dead-letters", () -> settings, this::follow);
    }

    void start() {
        loop.start();
    }

    @Override
    public void close() {
        try {
            loop.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        try (KafkaMeters metrics = KafkaMeters.of(consumer, meters)) {
            LOG.debugf("dead letters are read, metrics %s", metrics);
            ConsumerSpans spans = new ConsumerSpans(consumer.groupMetadata().groupId());
            consumer.subscribe(topics.stream()
                    .map(topic -> topic + DeadLetterHeaders.TOPIC_SUFFIX)
                    .toList());
            loop.consume(consumer, records -> {
                for (ConsumerRecord<byte[], byte[]> record : records) spans.process(record, () -> store(record));
            });
        }
    }

    private void store(ConsumerRecord<byte[], byte[]> record) {
        StoredDeadLetter letter = read(record);
        boolean added;
        try {
            added = transactions.call(letter.tenant(), () -> letters.add(letter, clock.instant()));
        } catch (SqlFailure e) {
            if (SqlFailure.isAboutTheRow(e)) {
                // The row itself is refused: trying again would stop all dead letters behind it.
                LOG.errorf(
                        e,
                        "a dead letter does not fit the table and stays in %s-%d at offset %d only",
                        record.topic(),
                        record.partition(),
                        record.offset());
                return;
            }
            throw e;
        }
        if (added) {
            meters.counter(MetricNames.DEAD_LETTERS_STORED, "topic", letter.originTopic(), "reason", letter.reason())
                    .increment();
        }
    }

    private StoredDeadLetter read(ConsumerRecord<byte[], byte[]> record) {
        String origin = header(record, DeadLetterHeaders.ORIGIN_TOPIC, 249);
        if (origin == null || !topics.contains(origin)) {
            origin = record.topic().substring(0, record.topic().length() - DeadLetterHeaders.TOPIC_SUFFIX.length());
        }
        Long offset = number(header(record, DeadLetterHeaders.ORIGIN_OFFSET, 20));
        Long partition = number(header(record, DeadLetterHeaders.ORIGIN_PARTITION, 10));
        Long originTime = number(header(record, DeadLetterHeaders.ORIGIN_TIMESTAMP, 20));
        String reason = header(record, DeadLetterHeaders.REASON, MAX_REASON);
        String detail = header(record, DeadLetterHeaders.DETAIL, DeadLetterPublisher.MAX_DETAIL);
        String contentType = header(record, EventRecords.CONTENT_TYPE_HEADER, 200);
        String id = record.topic() + '/' + record.partition() + '/' + record.offset();
        return new StoredDeadLetter(
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)),
                TenantId.parse(header(record, DeadLetterHeaders.TENANT, 63))
                        .filter(known::contains)
                        .orElse(TenantId.PLATFORM),
                new StoredDeadLetter.Place(record.topic(), record.partition(), record.offset()),
                origin,
                partition == null ? null : Math.toIntExact(Math.min(partition, Integer.MAX_VALUE)),
                offset,
                originTime == null || originTime < 0 ? null : Instant.ofEpochMilli(Math.min(originTime, MAX_MILLIS)),
                record.key() == null ? null : ByteBuffer.wrap(record.key()),
                record.value() == null ? null : ByteBuffer.wrap(record.value()),
                contentType == null ? EventCodec.CONTENT_TYPE : contentType,
                EventRecords.traceparent(record.headers()),
                reason == null ? "unknown" : reason,
                detail == null ? "" : detail,
                failedAt(record),
                DeadLetterState.OPEN,
                null);
    }

    private static Instant failedAt(ConsumerRecord<byte[], byte[]> record) {
        String text = header(record, DeadLetterHeaders.FAILED_AT, 40);
        try {
            if (text != null) return Instant.parse(text);
        } catch (DateTimeParseException e) {
            // The time it came to the dead-letter topic is near enough.
        }
        return Instant.ofEpochMilli(Math.clamp(record.timestamp(), 0, MAX_MILLIS));
    }

    /** A header as text that PostgreSQL takes, cut to {@code max} characters. */
    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name, int max) {
        String text = EventRecords.text(record.headers(), name);
        if (text == null) return null;
        String clean = text.replace("\0", "");
        return clean.length() <= max ? clean : clean.substring(0, max);
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
