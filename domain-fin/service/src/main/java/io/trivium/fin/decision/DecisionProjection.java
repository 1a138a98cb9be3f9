package io.trivium.fin.decision;

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
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.stream.DeadLetterRecords;
import io.trivium.fin.stream.FeatureStreams;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.LabelPolicy;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decisions and labels from their logs into PostgreSQL, in batches. While PostgreSQL is unavailable it waits and
 * catches up afterwards; a record that PostgreSQL refuses because of its content is sent to the dead letters, the other
 * records are not.
 */
@ApplicationScoped
public class DecisionProjection {

    private static final Logger LOG = Logger.getLogger(DecisionProjection.class);
    private static final int MAX_BATCH = 500;

    private final StreamConfig config;
    private final DecisionRepository repository;
    private final KnownTenants tenants;
    private final EventCodec codec;
    private final WrittenEvents events;
    private final InstantSource clock;
    private final AuthorizationConfig times;
    private final Counter stored;
    private final Counter repeated;
    private final ConsumerSpans spans;
    private final ConsumerLoop loop;

    DecisionProjection(
            StreamConfig config,
            DecisionRepository repository,
            KnownTenants tenants,
            EventCodec codec,
            WrittenEvents events,
            InstantSource clock,
            AuthorizationConfig times,
            MeterRegistry meters) {
        this.config = config;
        this.repository = repository;
        this.tenants = tenants;
        this.codec = codec;
        this.events = events;
        this.clock = clock;
        this.times = times;
        this.stored = meters.counter(FinMetrics.PROJECTED, "result", "stored");
        this.repeated = meters.counter(FinMetrics.PROJECTED, "result", "repeated");
        this.spans = new ConsumerSpans(config.applicationId() + "-projection");
        this.loop = new ConsumerLoop("fin-projection", this::settings, this::follow);
    }

    void start(@Observes PipelineReady ready) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(config, "projection");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_BATCH);
        // Rows may come a little later than decisions; fuller batches cost the machine less.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 200);
        return settings;
    }

    private void follow(KafkaConsumer<byte[], byte[]> polling) {
        polling.subscribe(List.of(config.topics().decision(), config.topics().label()));
        try (KafkaProducer<byte[], byte[]> letters =
                new KafkaProducer<>(KafkaSettings.producer(config, "projection-" + config.instanceId()))) {
            loop.consume(polling, records -> {
                spans.processAll(records, () -> project(records, letters));
                FaultPoint.pass("fin.rows.stored");
            });
        }
    }

    /** Rows first, then the dead letters: a record that is processed again has its row already, and is refused once. */
    private void project(ConsumerRecords<byte[], byte[]> records, KafkaProducer<byte[], byte[]> letters) {
        Batch batch = new Batch();
        for (ConsumerRecord<byte[], byte[]> message : records) {
            try {
                if (message.topic().equals(config.topics().decision())) {
                    batch.add(events.decode(message, AuthorizationDecided.class), message);
                } else {
                    // Intake sends what it refuses to the dead letters; here it is only passed over.
                    EventEnvelope<LabelObserved> label = EventRecords.decode(message, LabelObserved.class, codec);
                    if (counts(label)) batch.addLabel(label, message);
                }
            } catch (InvalidEventException e) {
                if (message.topic().equals(config.topics().decision())) {
                    batch.refuse(
                            message, e.reason().code(), e.detail(), e.tenantId().orElse(null));
                }
            }
        }
        batch.decisions.forEach((tenant, all) -> store(
                tenant, all, some -> count(some.size(), repository.add(tenant, some)), "decision-not-stored", batch));
        batch.labels.forEach((tenant, all) ->
                store(tenant, all, some -> repository.addLabels(tenant, some), "label-not-stored", batch));
        send(batch.refused, letters);
    }

    private boolean counts(EventEnvelope<LabelObserved> label) {
        return label.data().task().equals(FeatureStreams.LABEL_TASK)
                && LabelPolicy.refusal(label.data(), clock.instant(), times.maxAhead()) == null;
    }

    /** All at once; where PostgreSQL refuses one for what is in it, that one becomes a dead letter. */
    private <T> void store(
            TenantId tenant, List<Sourced<T>> all, Consumer<List<T>> repository, String refusal, Batch batch) {
        try {
            repository.accept(all.stream().map(Sourced::value).toList());
        } catch (RuntimeException e) {
            if (!SqlFailure.isAboutTheRow(e)) throw e;
            if (all.size() > 1) {
                for (Sourced<T> one : all) store(tenant, List.of(one), repository, refusal, batch);
            } else {
                LOG.errorf(e, "a row cannot be stored and goes to the dead letters: %s", refusal);
                batch.refuse(all.getFirst().source(), refusal, "PostgreSQL refused the row; see the error log", tenant);
            }
        }
    }

    private void count(int offered, int added) {
        stored.increment(added);
        repeated.increment(offered - added);
    }

    private void send(List<Refused> refused, KafkaProducer<byte[], byte[]> letters) {
        for (Refused one : refused) {
            TenantId tenant = one.tenant();
            TenantId known = tenant == null || !tenants.contains(tenant) ? null : tenant;
            try {
                letters.send(DeadLetterRecords.of(one.message(), one.reason(), one.detail(), known, clock.instant()))
                        .get();
            } catch (ExecutionException e) {
                throw new KafkaException("a dead letter was not acknowledged", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptException("interrupted while a dead letter was sent", e);
            }
        }
    }

    private record Refused(
            ConsumerRecord<byte[], byte[]> message,
            String reason,
            String detail,
            @Nullable TenantId tenant) {}

    private record Sourced<T>(T value, ConsumerRecord<byte[], byte[]> source) {}

    private static final class Batch {
        private final Map<TenantId, List<Sourced<AuthorizationDecided>>> decisions = new LinkedHashMap<>();
        private final Map<TenantId, List<Sourced<LabelObserved>>> labels = new LinkedHashMap<>();
        private final List<Refused> refused = new ArrayList<>();

        void refuse(ConsumerRecord<byte[], byte[]> message, String reason, String detail, @Nullable TenantId tenant) {
            refused.add(new Refused(message, reason, detail, tenant));
        }

        void add(EventEnvelope<AuthorizationDecided> event, ConsumerRecord<byte[], byte[]> source) {
            decisions
                    .computeIfAbsent(event.tenantId(), tenant -> new ArrayList<>())
                    .add(new Sourced<>(event.data(), source));
        }

        void addLabel(EventEnvelope<LabelObserved> event, ConsumerRecord<byte[], byte[]> source) {
            labels.computeIfAbsent(event.tenantId(), tenant -> new ArrayList<>())
                    .add(new Sourced<>(event.data(), source));
        }
    }
}
