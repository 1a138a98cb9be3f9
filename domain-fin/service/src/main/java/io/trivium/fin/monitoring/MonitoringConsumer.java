package io.trivium.fin.monitoring;

import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.review.MonitoringConfig;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Decisions from the log into hourly roll-ups by the time of the payment, in a consumer group of its own: a replayed
 * history counts when it happened. How far the log is counted is written in the same transaction as the counts, so that a
 * crash counts nothing twice; only a decision that the log has twice (after a crash of the scorer) is.
 */
@ApplicationScoped
public class MonitoringConsumer {

    private static final Logger LOG = Logger.getLogger(MonitoringConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LABELS_AT_ONCE = 2_000;

    private final StreamConfig streams;
    private final MonitoringConfig config;
    private final RollUpStore store;
    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final WrittenEvents events;
    private final Map<TenantId, Pending> pending = new HashMap<>();
    private final ConsumerLoop loop;

    MonitoringConsumer(
            StreamConfig streams,
            MonitoringConfig config,
            RollUpStore store,
            TenantTransactions transactions,
            KnownTenants tenants,
            WrittenEvents events) {
        this.streams = streams;
        this.config = config;
        this.store = store;
        this.transactions = transactions;
        this.tenants = tenants;
        this.events = events;
        this.loop = new ConsumerLoop("fin-monitoring", this::settings, this::followFromTheLastCommit);
    }

    /** Counts that are not written yet. */
    private static final class Pending {
        private final Map<Integer, Long> progress;
        private final Map<Instant, HourTally> hours = new HashMap<>();

        Pending(Map<Integer, Long> progress) {
            this.progress = progress;
        }
    }

    void start(@Observes PipelineReady ready) {
        if (config.enabled()) loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    private void followFromTheLastCommit(KafkaConsumer<byte[], byte[]> polling) {
        // Records counted in memory are read again from the last commit.
        pending.clear();
        polling.subscribe(List.of(streams.topics().decision()), new FromTheLastCommit());
        long flushedAt = System.nanoTime();
        while (!loop.isStopping()) {
            for (ConsumerRecord<byte[], byte[]> message : polling.poll(POLL)) count(message);
            if (System.nanoTime() - flushedAt >= config.flushEvery().toNanos()) {
                flush();
                FaultPoint.pass("fin.roll-ups.stored");
                polling.commitSync();
                flushedAt = System.nanoTime();
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(streams, "monitoring");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 400);
        return settings;
    }

    private void count(ConsumerRecord<byte[], byte[]> message) {
        try {
            EventEnvelope<AuthorizationDecided> event = events.decode(message, AuthorizationDecided.class);
            TenantId tenant = event.tenantId();
            if (!tenants.contains(tenant)) return;
            Pending open = pending.computeIfAbsent(tenant, this::opened);
            if (message.offset() < open.progress.getOrDefault(message.partition(), 0L)) return;
            open.progress.put(message.partition(), message.offset() + 1);
            open.hours
                    .computeIfAbsent(event.data().occurredAt().truncatedTo(ChronoUnit.HOURS), hour -> new HourTally())
                    .add(event.data());
        } catch (InvalidEventException e) {
            LOG.debug("passed over: the projection sends what is no decision to the dead letters", e);
        }
    }

    private Pending opened(TenantId tenant) {
        return new Pending(transactions.withConnection(tenant, connection -> store.progress(connection, tenant)));
    }

    private void flush() {
        for (TenantId tenant : tenants.all()) {
            Pending open = pending.get(tenant);
            transactions.withConnection(tenant, connection -> {
                if (open != null && !open.hours.isEmpty()) store.add(connection, tenant, open.hours, open.progress);
                return store.countLabels(connection, tenant, LABELS_AT_ONCE);
            });
            if (open != null) open.hours.clear();
        }
    }

    /** After a rebalance every partition is read from its last commit, so what is in memory would be counted twice. */
    private final class FromTheLastCommit implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            pending.clear();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            pending.clear();
        }
    }
}
