package io.trivium.fin.intake;

import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Puts authorizations on their topic and returns when every replica in sync has them. Thread-safe. */
@ApplicationScoped
class AuthorizationPublisher {

    private final StreamConfig streams;
    private final AuthorizationConfig config;
    private final EventCodec codec;
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;

    AuthorizationPublisher(StreamConfig streams, AuthorizationConfig config, EventCodec codec) {
        this.streams = streams;
        this.config = config;
        this.codec = codec;
    }

    void start(@Observes PipelineReady ready) {
        Map<String, Object> settings = KafkaSettings.producer(streams, "http-" + streams.instanceId());
        int patienceMs = Math.toIntExact(config.publishWait().toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patienceMs);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, patienceMs);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * patienceMs);
        producer = new KafkaProducer<>(settings);
    }

    void stop(@Observes ShutdownEvent event) {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) open.close(Duration.ofSeconds(2));
    }

    /** @throws PlatformException {@code stream-unavailable} when the broker does not acknowledge it in time */
    void publish(EventEnvelope<Authorization> event) {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) throw unavailable(null);
        try {
            open.send(EventRecords.encode(streams.topics().authorization(), event, codec))
                    .get(config.publishWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static PlatformException unavailable(@Nullable Throwable cause) {
        return new PlatformException(
                FinErrorCode.STREAM_UNAVAILABLE, FinErrorCode.STREAM_UNAVAILABLE.meaning(), Map.of(), cause);
    }
}
