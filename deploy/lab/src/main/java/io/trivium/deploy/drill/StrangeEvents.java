package io.trivium.deploy.drill;

import io.trivium.deploy.component.KafkaAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events that the platform must not take. Thread-safe. */
final class StrangeEvents implements AutoCloseable {
    private static final String AUTHORIZATIONS = "fin.authorization.v1";
    private static final String LABELS = "learning.label.v1";
    private static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    private final KafkaProducer<byte[], byte[]> producer;

    StrangeEvents(KafkaAccess kafka) {
        this.producer = new KafkaProducer<>(
                kafka.client(Map.of(ProducerConfig.CLIENT_ID_CONFIG, "drill", ProducerConfig.ACKS_CONFIG, "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A label that is well-formed, from a machine whose clock is a day ahead. */
    void labelOfTomorrow() throws IOException, InterruptedException {
        String example = "drill-" + UUID.randomUUID();
        Instant now = Instant.now();
        Instant tomorrow = now.plus(Duration.ofDays(1));
        send(LABELS, example, """
            {"specversion":"1.0","id":"%s","source":"/drill","type":"io.trivium.learning.label.observed",\
            "subject":"%s","time":"%s","datacontenttype":"application/json","tenantid":"demo-bank","schemaversion":1,\
            "data":{"exampleId":"%s","task":"fin-authorization-risk","label":"fraud","source":"chargeback","observedAt":"%s"}}\
            """.formatted(UUID.randomUUID(), example, now, example, tomorrow));
    }

    void brokenAuthorizations(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) send(AUTHORIZATIONS, "drill-" + i, "{\"specversion\":");
    }

    private void send(String topic, String key, String value) throws IOException, InterruptedException {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        event.headers().add("content-type", CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        try {
            producer.send(event).get();
        } catch (ExecutionException e) {
            throw new IOException("an event was not taken by Kafka", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
