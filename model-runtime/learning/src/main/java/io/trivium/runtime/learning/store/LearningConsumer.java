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
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jboss.logging.Logger;

/**
 * Follows the learning topics on a thread of its own. Offsets are committed after the rows and dead letters; while
 * PostgreSQL or the broker is unavailable it starts again at the same position. A record that can never be stored is
 * sent to the dead letters of its topic, its neighbours do not.
 */
@ApplicationScoped
public class LearningConsumer {
    private static final Logger LOG = Logger.getLogger(LearningConsumer.class);
    private static final List<String> TOPICS =
            List.of(ExampleObserved.TOPIC, LabelObserved.TOPIC, PreferenceObserved.TOPIC);
    private static final int MOST_BYTES = 8 << 20;
    /**
     * No caller waits for the records stored here. Each poll costs a read of the registry and two transactions, so
     * polls are few and large.
     */
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
    private final ConsumerLoop loop = new ConsumerLoop("learning-consumer", this::settings, this::follow);

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
        if (config.consume()) loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    /** Whether this process should store records, and did so with the latest poll. */
    public boolean isReading() {
        return loop.isHealthy();
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

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaClients.producer(KafkaClients.common(kafka), "runtime-learning-dead-letters"))) {
            DeadLetterPublisher letters = new DeadLetterPublisher(producer, clock);
            consumer.subscribe(TOPICS);
            loop.consume(consumer, records -> {
                duration.record(() -> spans.processAll(records, () -> take(records, new PollLetters(letters))));
                FaultPoint.pass("runtime.labels.stored");
            });
        }
    }

    /** A record and its content. */
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

    /** All at once; one that PostgreSQL refuses for its content becomes a dead letter. */
    private void store(TenantId tenant, List<Read> all, PollLetters letters) {
        try {
            intake.take(tenant, all.stream().map(Read::arrival).toList());
        } catch (SqlFailure e) {
            if (!SqlFailure.isAboutTheRow(e)) throw e;
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
}
