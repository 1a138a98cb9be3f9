package io.trivium.fin.decision;

import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.ConsumerSpans;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Features to decisions: processes the records of a poll as one batch and publishes the decisions of
 * {@link DecisionMaker}. Some batches are in progress at a time; offsets are committed in order, after the decisions
 * were acknowledged.
 */
@ApplicationScoped
public class Scorer {

    private static final Logger LOG = Logger.getLogger(Scorer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration LAST_BATCHES = Duration.ofSeconds(2);

    private final StreamConfig streams;
    private final ScoringConfig config;
    private final DecisionMaker maker;
    private final ModelRehearsal rehearsal;
    private final Semaphore permits;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("fin-score-", 0).factory());
    private final ConsumerSpans spans;
    private final ConsumerLoop loop;
    /** Whether the model was waited for; the loop's thread alone knows. */
    private boolean started;

    Scorer(StreamConfig streams, ScoringConfig config, DecisionMaker maker, ModelRehearsal rehearsal) {
        this.streams = streams;
        this.config = config;
        this.maker = maker;
        this.rehearsal = rehearsal;
        this.spans = new ConsumerSpans(streams.applicationId() + "-scorer");
        this.permits = new Semaphore(config.maxInFlight());
        this.loop = new ConsumerLoop("fin-scorer", this::settings, this::follow);
    }

    void start(@Observes PipelineReady ready) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
        calls.shutdownNow();
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(streams, "scorer");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxBatch());
        return settings;
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        if (!started) {
            rehearsal.await(config.startPatience());
            started = true;
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(KafkaSettings.producer(streams, "scorer-" + streams.instanceId()))) {
            consumer.subscribe(List.of(streams.topics().feature()));
            new Session(consumer, producer).run();
        }
    }

    /** One life of consumer and producer. The consumer belongs to the loop's thread alone. */
    private final class Session {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final KafkaProducer<byte[], byte[]> producer;
        private final BatchesUnderWay underWay = new BatchesUnderWay();
        private final Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        private long committedAtNanos = System.nanoTime();

        Session(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
            this.consumer = consumer;
            this.producer = producer;
        }

        void run() {
            try {
                while (!loop.isStopping()) {
                    if (!permits.tryAcquire()) waitForPermit();
                    boolean handedOn = false;
                    try {
                        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                        if (!records.isEmpty()) {
                            submit(records);
                            handedOn = true;
                        }
                    } finally {
                        if (!handedOn) permits.release();
                    }
                    commitFinished(false);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                finish();
            }
        }

        /** Keeps the group membership alive while the broker or the model holds every batch. */
        private void waitForPermit() throws InterruptedException {
            while (!permits.tryAcquire(1, TimeUnit.SECONDS)) ConsumerLoop.keepMembership(consumer);
        }

        private void submit(ConsumerRecords<byte[], byte[]> records) {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
            for (ConsumerRecord<byte[], byte[]> feature : records) {
                batch.add(feature);
                next.put(
                        new TopicPartition(feature.topic(), feature.partition()),
                        new OffsetAndMetadata(feature.offset() + 1));
            }
            Future<?> done = calls.submit(() -> {
                try {
                    spans.processAll(batch, () -> publish(maker.decide(batch)));
                    FaultPoint.pass("fin.decisions.sent");
                } finally {
                    permits.release();
                }
            });
            underWay.add(next, done);
        }

        /** Sends until every record is acknowledged: nothing read is left without a decision. */
        private void publish(List<ProducerRecord<byte[], byte[]>> decisions) {
            List<ProducerRecord<byte[], byte[]>> open = decisions;
            while (!open.isEmpty()) {
                List<Future<?>> sent = new ArrayList<>(open.size());
                for (ProducerRecord<byte[], byte[]> decision : open) sent.add(producer.send(decision));
                List<ProducerRecord<byte[], byte[]>> failed = new ArrayList<>();
                for (int i = 0; i < sent.size(); i++) {
                    try {
                        sent.get(i).get();
                    } catch (ExecutionException e) {
                        LOG.warn("a decision was not acknowledged and is sent again", e.getCause());
                        failed.add(open.get(i));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("stopped before its decisions were acknowledged", e);
                    }
                }
                if (!failed.isEmpty()) loop.pause();
                open = failed;
            }
        }

        private void commitFinished(boolean last) {
            committable.putAll(underWay.finished());
            if (!last) underWay.requireNoFailure();
            long now = System.nanoTime();
            if (committable.isEmpty() || (!last && now - committedAtNanos < COMMIT_EVERY.toNanos())) return;
            committedAtNanos = now;
            if (last) {
                consumer.commitSync(committable, Duration.ofSeconds(2));
            } else {
                consumer.commitAsync(Map.copyOf(committable), (offsets, failure) -> {
                    if (failure != null) {
                        LOG.warn("offsets of the scorer were not committed; the next commit includes them", failure);
                    }
                });
            }
        }

        private void finish() {
            underWay.await(LAST_BATCHES);
            try {
                commitFinished(true);
            } catch (KafkaException e) {
                LOG.debug("the last offsets were not committed; their records are read again", e);
            }
        }
    }
}
