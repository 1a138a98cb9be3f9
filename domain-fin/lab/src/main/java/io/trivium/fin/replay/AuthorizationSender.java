package io.trivium.fin.replay;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.event.EventPayload;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends authorizations and labels to Kafka as any other sender would. Event ids depend on the content alone, so sending
 * again repeats nothing. Thread-safe.
 */
public final class AuthorizationSender implements AutoCloseable {
    static final String TASK = "fin-authorization-risk";

    private final Producer<String, byte[]> producer;
    private final TenantId tenant;
    private final String source;
    private final EventCodec codec = new EventCodec();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * Sends for the tenant through a producer that it closes at the end.
     *
     * @param source CloudEvents source, such as {@code /fin/replay}
     */
    public AuthorizationSender(Producer<String, byte[]> producer, TenantId tenant, String source) {
        this.producer = producer;
        this.tenant = tenant;
        this.source = source;
    }

    /**
     * Connects to a broker; every record is acknowledged by all replicas.
     *
     * @param linger how long a record may wait for company in a batch
     */
    public static AuthorizationSender connect(String bootstrap, TenantId tenant, String source, Duration linger) {
        return new AuthorizationSender(
                new KafkaProducer<>(
                        KafkaClients.ofTool(Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                ProducerConfig.LINGER_MS_CONFIG,
                                linger.toMillis(),
                                ProducerConfig.CLIENT_ID_CONFIG,
                                source.substring(1).replace('/', '-'))),
                        new StringSerializer(),
                        new ByteArraySerializer()),
                tenant,
                source);
    }

    public TenantId tenant() {
        return tenant;
    }

    /**
     * Sends without waiting for the acknowledgement.
     *
     * @throws IllegalStateException when an earlier record could not be delivered
     */
    public void send(Authorization authorization) {
        send(
                Authorization.TOPIC,
                authorization.authorizationId(),
                authorization.occurredAt(),
                EventIds.of(tenant, Authorization.TYPE, authorization.authorizationId())
                        .toString(),
                authorization);
    }

    /**
     * Sends what became known of an authorization.
     *
     * @throws IllegalStateException when an earlier record could not be delivered
     */
    public void sendLabel(String authorizationId, boolean fraud, Instant observedAt, String labelSource) {
        LabelObserved label = new LabelObserved(
                authorizationId, new TaskName(TASK), fraud ? "fraud" : "genuine", labelSource, observedAt);
        send(
                LabelObserved.TOPIC,
                authorizationId,
                observedAt,
                EventIds.of(tenant, LabelObserved.TYPE, authorizationId + '@' + observedAt)
                        .toString(),
                label);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees success and failure
    private void send(String topic, String key, Instant time, String eventId, EventPayload payload) {
        throwIfFailed();
        byte[] value = codec.encode(EventEnvelope.of(eventId, source, key, time, tenant, payload));
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(topic, key, value);
        sent.headers().add("content-type", EventCodec.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
        producer.send(sent, (metadata, exception) -> {
            if (exception == null) acknowledged.incrementAndGet();
            else failure.compareAndSet(null, exception);
        });
    }

    /** Records that the broker has taken so far. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /**
     * Returns when everything sent is acknowledged.
     *
     * @throws IllegalStateException when something could not be
     */
    public void flush() {
        producer.flush();
        throwIfFailed();
    }

    private void throwIfFailed() {
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("the broker did not take a record: " + first.getMessage(), first);
        }
    }

    /** Waits a few seconds for work in progress. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
