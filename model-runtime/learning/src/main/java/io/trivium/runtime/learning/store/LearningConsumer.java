package io.trivium.runtime.learning.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.deadletter.DeadLetter;
import io.trivium.core.deadletter.DeadLetterPublisher;
import io.trivium.core.event.ConsumerSpans;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.observability.ConsumerStall;
import io.trivium.core.observability.KafkaClientConfig;
import io.trivium.core.observability.KafkaClients;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the learning topics on a thread of its own. Offsets are committed after the rows and dead letters; while PostgreSQL or
 * the broker is away it begins again at the same place. A record that nobody could ever store goes to the dead letters of its
 * topic, its neighbours do not.
 */
@ApplicationScoped
public class LearningConsumer {
    private static final Logger LOG = Logger.getLogger(LearningConsumer.class);
    private static final List<String> TOPICS =
            List.of(ExampleObserved.TOPIC, LabelObserved.TOPIC, PreferenceObserved.TOPIC);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 8 << 20;
    /** No caller waits for what is stored here. Each poll costs a look at the registry and two transactions, so polls are few and large. */
    private static final int LEAST_BYTES = 256 << 10;

    private static final int LONGEST_WAIT_MS = 400;
    private static final int METADATA_MAX_AGE_MS = 10_000;

    private final LearningConfig config;
    private final KafkaClientConfig kafka;
    private final LearningIntake intake;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final ConsumerSpans spans;
    private final Timer duration;
    private final ArrivalReader reader = new ArrivalReader();
    private final CountDownLatch stopSignal = new CountDownLatch(1);
    private volatile boolean reading;
    private volatile @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> polling;

    LearningConsumer(
            LearningConfig config,
            KafkaClientConfig kafka,
            LearningIntake intake,
            KnownTenants tenants,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.kafka = kafka;
        this.intake = intake;
        this.tenants = tenants;
        this.clock = clock;
        this.spans = new ConsumerSpans(config.groupId());
        this.duration = meters.timer(LearningMetrics.STORE_DURATION);
    }

    /** After the registry: without its models every task would be unknown. */
    void start(@Observes @Priority(4_000) StartupEvent event) {
        if (config.consume()) {
            thread = Thread.ofPlatform().name("learning-consumer").daemon().start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopSignal.countDown();
        KafkaConsumer<byte[], byte[]> consumer = polling;
        if (consumer != null) consumer.wakeup();
        Thread running = thread;
        if (running != null) running.join(JOIN_WITHIN);
    }

    /** Whether this process should store what comes, and did so with the latest poll. */
    public boolean isReading() {
        return reading;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings =
                KafkaClients.consumer(KafkaClients.common(kafka), config.groupId(), "runtime-learning");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.recordsAtOnce());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, LEAST_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_WAIT_MS);
        // A topic created after the start is found within this time.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        return settings;
    }

    private void run() {
        int failures = 0;
        while (!isStopping()) {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            KafkaClients.producer(KafkaClients.common(kafka), "runtime-learning-dead-letters"));
                    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
                polling = consumer;
                follow(consumer, new DeadLetterPublisher(producer, clock));
            } catch (WakeupException e) {
                // Only stop() wakes the consumer.
            } catch (RuntimeException e) {
                reading = false;
                failures++;
                if (Integer.bitCount(failures) == 1) {
                    LOG.warnf(e, "the learning topics cannot be read for the moment (try %d)", failures);
                }
                pause();
            } finally {
                polling = null;
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, DeadLetterPublisher letters) {
        consumer.subscribe(TOPICS);
        ConsumerStall stall = new ConsumerStall(ConsumerStall.PATIENCE);
        while (!isStopping()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                stall.quiet(consumer);
                reading = true;
                continue;
            }
            stall.progressed();
            reading = true;
            try {
                duration.record(() -> spans.processAll(records, () -> take(records, new PollLetters(letters))));
            } catch (WakeupException e) {
                throw e;
            } catch (RuntimeException e) {
                reading = false;
                LOG.warn("what came to learn from cannot be stored for the moment; it is tried again", e);
                for (TopicPartition partition : records.partitions()) {
                    consumer.seek(
                            partition, records.records(partition).getFirst().offset());
                }
                pause();
                continue;
            }
            FaultPoint.pass("runtime.labels.stored");
            consumer.commitSync();
        }
    }

    /** A record and what it says. */
    private record Read(ConsumerRecord<byte[], byte[]> source, Arrival arrival) {}

    private void take(ConsumerRecords<byte[], byte[]> records, PollLetters letters) {
        Map<TenantId, List<Read>> byTenant = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                ArrivalReader.Owned read = reader.read(record);
                if (tenants.contains(read.tenant())) {
                    byTenant.computeIfAbsent(read.tenant(), tenant -> new ArrayList<>())
                            .add(new Read(record, read.arrival()));
                } else {
                    letters.add(DeadLetter.of(record, "tenant-unknown", "The organisation is not served here.", null));
                }
            } catch (InvalidEventException e) {
                letters.add(DeadLetter.of(
                        record,
                        e.reason().code(),
                        e.detail(),
                        e.tenantId().filter(tenants::contains).orElse(null)));
            }
        }
        byTenant.forEach((tenant, all) -> store(tenant, all, letters));
        letters.await();
    }

    /** All at once; where PostgreSQL refuses one for what is in it, that one becomes a dead letter. */
    private void store(TenantId tenant, List<Read> all, PollLetters letters) {
        try {
            intake.take(tenant, all.stream().map(Read::arrival).toList());
        } catch (SqlFailure e) {
            if (!isAboutTheRow(e)) throw e;
            if (all.size() > 1) {
                for (Read one : all) store(tenant, List.of(one), letters);
            } else {
                LOG.error("an event cannot be stored and goes to the dead letters", e);
                letters.add(DeadLetter.of(
                        all.getFirst().source(),
                        "learning-not-stored",
                        "PostgreSQL refused the row; see the error log.",
                        tenant));
            }
        }
    }

    /** SQLSTATE classes 22 (data exception) and 23 (constraint); what else fails passes by itself. */
    private static boolean isAboutTheRow(SqlFailure failure) {
        return failure.sqlState().startsWith("22") || failure.sqlState().startsWith("23");
    }

    private boolean isStopping() {
        return stopSignal.getCount() == 0;
    }

    private void pause() {
        try {
            if (stopSignal.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("reading the learning topics ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
