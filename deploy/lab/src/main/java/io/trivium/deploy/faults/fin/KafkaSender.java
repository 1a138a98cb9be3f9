package io.trivium.deploy.faults.fin;

import io.trivium.deploy.component.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events as two kinds of clients do: one that retries through an outage (idempotent, acks=all), and one that
 * gives up after half a second and then does not know the outcome of its event. Thread-safe.
 */
public final class KafkaSender implements AutoCloseable {
    private static final String AUTHORIZATIONS = "fin.authorization.v1";
    private static final String LABELS = "learning.label.v1";
    private static final int THROUGH_AN_OUTAGE_MS = 180_000;

    private final Ledger ledger;
    private final KafkaProducer<byte[], byte[]> patient;
    private final KafkaProducer<byte[], byte[]> hasty;

    public KafkaSender(KafkaAccess kafka, Ledger ledger) {
        this.ledger = ledger;
        this.patient = producer(
                kafka,
                Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "faults-patient",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        THROUGH_AN_OUTAGE_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        THROUGH_AN_OUTAGE_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000));
        this.hasty = producer(
                kafka,
                Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG, "faults-hasty",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false,
                        ProducerConfig.RETRIES_CONFIG, 0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 300,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 500,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 400));
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaAccess kafka, Map<String, Object> special) {
        Map<String, Object> settings = kafka.client(special);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // To forget the only broker while it is down would stop the load instead of filling the buffer.
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends it and notes the acknowledgement when it comes. */
    public void send(Traffic.Step step) {
        switch (step) {
            case Traffic.Step.Authorize authorize -> authorize(authorize);
            case Traffic.Step.Observe observe -> observe(observe.label());
        }
    }

    private void authorize(Traffic.Step.Authorize authorize) {
        Payment payment = authorize.payment();
        if (authorize.patient()) ledger.sending(payment);
        else ledger.sendingHastily(payment);
        var _ = (authorize.patient() ? patient : hasty)
                .send(
                        event(AUTHORIZATIONS, payment.id(), Wire.authorization(payment, authorize.again())),
                        (metadata, failure) -> {
                            if (failure == null) {
                                ledger.acknowledged(payment.id());
                            } else if (authorize.patient()) {
                                ledger.surprise("authorization " + payment.id() + " was not acknowledged: " + failure);
                            }
                        });
    }

    private void observe(Label label) {
        var _ = patient.send(event(LABELS, label.id(), Wire.label(label)), (metadata, failure) -> {
            if (failure == null) ledger.acknowledged(label);
            else ledger.surprise("a label of " + label.id() + " was not acknowledged: " + failure);
        });
    }

    private static ProducerRecord<byte[], byte[]> event(String topic, String key, byte[] value) {
        ProducerRecord<byte[], byte[]> event =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.US_ASCII), value);
        event.headers().add("content-type", Wire.CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        return event;
    }

    /** Returns when every event sent so far is acknowledged or given up. */
    public void flush() {
        hasty.flush();
        patient.flush();
    }

    @Override
    public void close() {
        hasty.close(Duration.ofSeconds(2));
        patient.close(Duration.ofSeconds(10));
    }
}
