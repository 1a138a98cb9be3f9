package io.trivium.core.deadletter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventRecords;
import io.trivium.core.observability.MetricNames;
import io.trivium.core.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Puts records that a consumer cannot take into {@code <topic>.dlq}, bytes untouched (an event in the binary mode of
 * CloudEvents in its structured form), with the reason in headers. Commit
 * the consumer's offset only after the future is done. Thread-safe.
 */
public final class DeadLetterPublisher {
    static final int MAX_DETAIL = 500;

    private final Producer<byte[], byte[]> producer;
    private final InstantSource clock;
    private final MeterRegistry meters;

    /**
     * A publisher that counts in the global meter registry.
     *
     * @param producer with {@code acks=all}; stays the caller's to close
     */
    public DeadLetterPublisher(Producer<byte[], byte[]> producer, InstantSource clock) {
        this(producer, clock, Metrics.globalRegistry);
    }

    /** A publisher that counts in {@code meters}. */
    public DeadLetterPublisher(Producer<byte[], byte[]> producer, InstantSource clock, MeterRegistry meters) {
        this.producer = producer;
        this.clock = clock;
        this.meters = meters;
    }

    /** Publishes a record that was refused with {@code failure}: its code and message become reason and detail. */
    public CompletableFuture<RecordMetadata> publish(
            ConsumerRecord<byte[], byte[]> record, PlatformException failure, @Nullable TenantId tenant) {
        return publish(DeadLetter.of(record, failure.code().code(), failure.detail(), tenant));
    }

    /** Publishes a dead letter; the future ends when all in-sync replicas have it, or with Kafka's exception. */
    public CompletableFuture<RecordMetadata> publish(DeadLetter letter) {
        var record = new ProducerRecord<>(
                letter.originTopic() + DeadLetterHeaders.TOPIC_SUFFIX,
                null,
                letter.key(),
                EventRecords.structured(letter.headers(), letter.payload()),
                headers(letter));
        CompletableFuture<RecordMetadata> done = new CompletableFuture<>();
        Future<RecordMetadata> _ = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                meters.counter(
                                MetricNames.DEAD_LETTERS_PUBLISHED,
                                "topic",
                                letter.originTopic(),
                                "reason",
                                letter.reason())
                        .increment();
                done.complete(metadata);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    private Headers headers(DeadLetter letter) {
        var headers = new RecordHeaders();
        for (String kept : new String[] {EventRecords.CONTENT_TYPE_HEADER, EventRecords.TRACEPARENT_HEADER}) {
            String value = EventRecords.isBinary(letter.headers()) && kept.equals(EventRecords.CONTENT_TYPE_HEADER)
                    ? EventCodec.CONTENT_TYPE
                    : EventRecords.text(letter.headers(), kept);
            if (value != null) put(headers, kept, value);
        }
        put(headers, DeadLetterHeaders.REASON, letter.reason());
        put(headers, DeadLetterHeaders.DETAIL, letter.detail());
        put(headers, DeadLetterHeaders.ORIGIN_TOPIC, letter.originTopic());
        put(headers, DeadLetterHeaders.ORIGIN_PARTITION, Integer.toString(letter.originPartition()));
        put(headers, DeadLetterHeaders.ORIGIN_OFFSET, Long.toString(letter.originOffset()));
        put(headers, DeadLetterHeaders.ORIGIN_TIMESTAMP, Long.toString(letter.originTimestamp()));
        if (letter.tenant() != null)
            put(headers, DeadLetterHeaders.TENANT, letter.tenant().value());
        put(headers, DeadLetterHeaders.FAILED_AT, clock.instant().toString());
        return headers;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
