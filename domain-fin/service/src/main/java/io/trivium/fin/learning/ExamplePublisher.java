package io.trivium.fin.learning;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.ConsumerSpans;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sends every decision as an example to learn from, in a consumer group of its own, behind the decisions and never in their
 * way. What was read counts as done when the broker has all examples of it, so that none is lost; after a crash some are
 * sent again, under the same event id.
 */
@ApplicationScoped
public class ExamplePublisher {
    private static final Logger LOG = Logger.getLogger(ExamplePublisher.class);

    private final StreamConfig streams;
    private final LearningConfig config;
    private final KnownTenants tenants;
    private final WrittenEvents events;
    private final EventCodec codec;
    private final Counter sent;
    private final ConsumerSpans spans;
    private final ConsumerLoop loop;

    ExamplePublisher(
            StreamConfig streams,
            LearningConfig config,
            KnownTenants tenants,
            WrittenEvents events,
            EventCodec codec,
            MeterRegistry meters) {
        this.streams = streams;
        this.config = config;
        this.tenants = tenants;
        this.events = events;
        this.codec = codec;
        this.sent = meters.counter(FinMetrics.EXAMPLES);
        this.spans = new ConsumerSpans(streams.applicationId() + "-examples");
        this.loop = new ConsumerLoop("fin-examples", this::settings, this::follow);
    }

    void start(@Observes PipelineReady ready) {
        if (config.enabled()) loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(streams, "examples");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 400);
        return settings;
    }

    private void follow(KafkaConsumer<byte[], byte[]> polling) {
        polling.subscribe(List.of(streams.topics().decision()));
        Map<String, Object> settings = KafkaSettings.producer(streams, "examples");
        // No caller waits for an example, so many are sent at once.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 100);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            loop.consume(polling, decisions -> {
                spans.processAll(decisions, () -> send(producer, decisions));
                FaultPoint.pass("fin.examples.sent");
            });
        }
    }

    /** @throws KafkaException when the broker did not take one of them: all are sent again */
    private void send(KafkaProducer<byte[], byte[]> producer, ConsumerRecords<byte[], byte[]> decisions) {
        List<Future<RecordMetadata>> underWay = new ArrayList<>(decisions.count());
        for (ConsumerRecord<byte[], byte[]> message : decisions) {
            try {
                EventEnvelope<AuthorizationDecided> decision = events.decode(message, AuthorizationDecided.class);
                if (tenants.contains(decision.tenantId())) {
                    record(decision).ifPresent(example -> underWay.add(producer.send(example)));
                }
            } catch (InvalidEventException e) {
                LOG.debug("passed over: the projection sends what is no decision to the dead letters", e);
            }
        }
        producer.flush();
        for (Future<RecordMetadata> one : underWay) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new KafkaException("an example was not acknowledged", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("stopped while examples were sent", e);
            }
        }
        sent.increment(underWay.size());
    }

    /** Empty for a decision that is no example: the others must not wait for it. */
    private Optional<ProducerRecord<byte[], byte[]>> record(EventEnvelope<AuthorizationDecided> decision) {
        try {
            return Optional.of(EventRecords.encode(
                    streams.topics().example(), Examples.of(decision, config.retentionClass()), codec));
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "decision %s cannot be learned from: %s", decision.subject(), e.getMessage());
            return Optional.empty();
        }
    }
}
