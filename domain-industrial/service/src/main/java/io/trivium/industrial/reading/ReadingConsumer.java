package io.trivium.industrial.reading;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.deadletter.DeadLetter;
import io.trivium.core.deadletter.DeadLetterPublisher;
import io.trivium.core.event.ConsumerSpans;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.IndustrialMetrics;
import io.trivium.industrial.asset.TagCatalogue;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.quality.QualityReason;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores what comes over the topic of readings: a poll is a transaction for each organisation, and its offsets are
 * committed after it. While PostgreSQL or the broker is unavailable it begins again at the same place; a batch that is
 * stored twice changes nothing.
 */
@ApplicationScoped
public class ReadingConsumer {
    private static final String GROUP = "trivium-industrial-readings";
    private static final int MOST_BYTES = 4 << 20;

    private final ReadingConfig config;
    private final KafkaClientConfig kafka;
    private final ReadingStore store;
    private final ReadingFollower follower;
    private final TagCatalogue catalogue;
    private final QualityLog log;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final Counter stored;
    private final Timer duration;
    private final DistributionSummary lag;
    private final ConsumerSpans spans = new ConsumerSpans(GROUP);
    private final ConsumerLoop loop = new ConsumerLoop("reading-consumer", this::settings, this::follow);

    ReadingConsumer(
            ReadingConfig config,
            KafkaClientConfig kafka,
            ReadingStore store,
            ReadingFollower follower,
            TagCatalogue catalogue,
            QualityLog log,
            KnownTenants tenants,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.kafka = kafka;
        this.store = store;
        this.follower = follower;
        this.catalogue = catalogue;
        this.log = log;
        this.tenants = tenants;
        this.clock = clock;
        this.stored = meters.counter(IndustrialMetrics.READINGS_STORED);
        this.duration = meters.timer(IndustrialMetrics.STORE_DURATION);
        this.lag = meters.summary(IndustrialMetrics.STORE_LAG);
    }

    void start(@Observes @Priority(200) StartupEvent event) {
        if (config.store()) loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    /** Whether the thread that stores readings runs, if it should. */
    public boolean isAlive() {
        return loop.isRunning();
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaClients.consumer(KafkaClients.common(kafka), GROUP, "industrial-readings");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.recordsAtOnce());
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
        settings.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) config.gather().toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_BYTES);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        return settings;
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaClients.producer(KafkaClients.common(kafka), "industrial-readings-dead-letters"))) {
            DeadLetterPublisher letters = new DeadLetterPublisher(producer, clock);
            subscribe(consumer);
            loop.consume(consumer, records -> {
                duration.record(() -> spans.processAll(records, () -> take(records, letters)));
                FaultPoint.pass("industrial.readings.stored");
            });
        }
    }

    private void subscribe(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(config.topic()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // The accepted records among them are stored and committed already.
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                follower.forget();
            }
        });
    }

    private void take(ConsumerRecords<byte[], byte[]> records, DeadLetterPublisher letters) {
        ReadingLimits limits = ReadingLimits.at(clock.instant(), config.keepReadings(), config.clockTolerance());
        ReadingSorter sorter = new ReadingSorter(catalogue, log, limits);
        Map<TenantId, Points> points = new HashMap<>();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : records) {
            ReadingBatch batch;
            try {
                batch = ReadingRecords.decode(message.value(), log);
            } catch (IllegalArgumentException e) {
                sent.add(letters.publish(
                        DeadLetter.of(message, "reading-batch-unreadable", String.valueOf(e.getMessage()), null)));
                continue;
            }
            if (!tenants.contains(batch.tenant())) {
                sent.add(letters.publish(
                        DeadLetter.of(message, "tenant-unknown", "The organisation is not served here.", null)));
                continue;
            }
            ReadingBatch unknown = sorter.sort(
                    batch, points.computeIfAbsent(batch.tenant(), tenant -> new Points(follower.wanted(tenant))));
            if (unknown != null) sent.add(letters.publish(letter(message, unknown)));
        }
        points.forEach(this::store);
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("dead letters were not taken", e);
        }
    }

    /** The part of a record that cannot be stored, for later: with its own bytes, which a replay sends again. */
    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> message, ReadingBatch unknown) {
        return new DeadLetter(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                ReadingCodec.encode(unknown),
                message.headers(),
                "tag-unknown",
                unknown.size() + " readings of a source or tag that the plant's model does not have",
                unknown.tenant());
    }

    private void store(TenantId tenant, Points points) {
        if (points.size() == 0) return;
        int added = store.add(tenant, points);
        stored.increment(added);
        long youngest = points.lastAt().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        lag.record(Duration.between(EpochMicros.toInstant(youngest), clock.instant())
                        .toMillis()
                / 1_000.0);
        if (added < points.size()) {
            log.note(
                    tenant,
                    "(all)",
                    QualityReason.DUPLICATE,
                    points.size() - added,
                    "Readings that are there already, such as those that a broker delivers again.",
                    null);
        }
    }
}
