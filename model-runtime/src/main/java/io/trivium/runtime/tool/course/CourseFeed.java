package io.trivium.runtime.tool.course;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends examples and labels over the learning topics, as a domain does. Thread-safe. */
final class CourseFeed implements AutoCloseable {
    private static final String SOURCE = "/learning-course";

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = new EventCodec(ExampleObserved.MAX_BYTES);
    private final TenantId tenant;
    private final String task;

    CourseFeed(String bootstrap, TenantId tenant, String task) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ProducerConfig.CLIENT_ID_CONFIG, "learning-course",
                        ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.tenant = tenant;
        this.task = task;
    }

    void example(String id, float[] features, Instant at, @Nullable Double score, @Nullable String modelVersion) {
        send(
                ExampleObserved.TOPIC,
                id,
                at,
                new ExampleObserved(
                        id,
                        task,
                        List.of(ExampleTensor.ofFloats("features", List.of((long) features.length), features)),
                        at,
                        null,
                        score,
                        modelVersion,
                        ExampleObserved.STANDARD));
    }

    void label(String id, boolean fraud, Instant at) {
        send(
                LabelObserved.TOPIC,
                id,
                at,
                new LabelObserved(id, task, fraud ? LearningCourse.FRAUD : LearningCourse.GENUINE, "simulation", at));
    }

    private void send(String topic, String id, Instant at, EventPayload data) {
        var _ = producer.send(EventRecords.encode(
                topic, EventEnvelope.of(UUID.randomUUID().toString(), SOURCE, id, at, tenant, data), codec));
    }

    /** Returns when the broker has everything that was sent. */
    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
