package io.trivium.industrial.reading;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.industrial.IndustrialMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Sends batches of readings to the broker. Thread-safe. */
@ApplicationScoped
public class ReadingPublisher {
    private static final int LINGER_MS = 5;
    private static final int BATCH_BYTES = 128 << 10;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final MeterRegistry meters;

    ReadingPublisher(ReadingConfig config, KafkaClientConfig kafka, MeterRegistry meters) {
        Map<String, Object> settings = KafkaClients.producer(KafkaClients.common(kafka), "industrial-readings");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        this.producer = new KafkaProducer<>(settings);
        this.topic = config.topic();
        this.meters = meters;
    }

    /**
     * Sends one batch.
     *
     * @param protocol that the readings came by, for the count of readings taken
     * @return done when all in-sync replicas have the batch; failed when they may not have it, and then sending it again is safe
     */
    public CompletableFuture<Void> publish(ReadingBatch batch, String protocol) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var message =
                new ProducerRecord<>(topic, batch.key().getBytes(StandardCharsets.UTF_8), ReadingCodec.encode(batch));
        try {
            Future<RecordMetadata> _ = producer.send(message, (metadata, failure) -> {
                if (failure == null) {
                    meters.counter(IndustrialMetrics.READINGS_TAKEN, "protocol", protocol)
                            .increment(batch.size());
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (KafkaException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
