package io.trivium.runtime.learning.store;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Sends the events that domains send. */
public final class LearningLoad implements AutoCloseable {
    public static final TenantId BANK = new TenantId("demo-bank");

    private final EventCodec codec = new EventCodec(ExampleObserved.MAX_BYTES);
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    public static ExampleObserved example(
            String task, String id, @Nullable String subject, Instant at, String retention, float... x) {
        return new ExampleObserved(
                id,
                new TaskName(task),
                List.of(ExampleTensor.ofFloats("x", List.of((long) x.length), x)),
                at,
                subject,
                0.5,
                task + ":1",
                retention);
    }

    public static LabelObserved label(String task, String id, String label, String source, Instant at) {
        return new LabelObserved(id, new TaskName(task), label, source, at);
    }

    /** Sends an event and waits until the broker has it. */
    public void send(TenantId tenant, String topic, String eventId, String subject, EventPayload data) {
        await(producer.send(EventRecords.encode(
                topic, EventEnvelope.of(eventId, "/test", subject, Instant.now(), tenant, data), codec)));
    }

    public void send(TenantId tenant, ExampleObserved example) {
        send(tenant, ExampleObserved.TOPIC, UUID.randomUUID().toString(), example.exampleId(), example);
    }

    public void send(TenantId tenant, LabelObserved label) {
        send(tenant, LabelObserved.TOPIC, UUID.randomUUID().toString(), label.exampleId(), label);
    }

    /** Sends bytes as they are. */
    public void sendRaw(String topic, String key, String value) {
        await(producer.send(new ProducerRecord<>(
                topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8))));
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
