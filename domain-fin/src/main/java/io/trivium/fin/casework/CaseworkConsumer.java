package io.trivium.fin.casework;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns decisions that somebody should look at into alerts, in a consumer group of its own: the decision path does not
 * know it. While PostgreSQL is away it waits and catches up afterwards.
 */
@ApplicationScoped
public class CaseworkConsumer {

    private static final Logger LOG = Logger.getLogger(CaseworkConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int MAX_BATCH = 1_000;
    /** How the codec writes an approval; such a record is passed over without being read as a whole. */
    private static final byte[] APPROVED = "\"outcome\":\"approve\"".getBytes(StandardCharsets.UTF_8);
    /** Where a rule may have asked for an alert. */
    private static final byte[] RULE_HITS = "\"ruleHits\":[{".getBytes(StandardCharsets.UTF_8);

    private final StreamConfig streams;
    private final CaseworkConfig config;
    private final AlertStore store;
    private final TenantTransactions transactions;
    private final CaseworkMeters figures;
    private final EventCodec codec;
    private final Counter added;
    private final Counter repeated;
    private final Counter refused;
    private final CountDownLatch stopSignal = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable Thread loop;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    CaseworkConsumer(
            StreamConfig streams,
            CaseworkConfig config,
            AlertStore store,
            TenantTransactions transactions,
            CaseworkMeters figures,
            EventCodec codec,
            MeterRegistry meters) {
        this.streams = streams;
        this.config = config;
        this.store = store;
        this.transactions = transactions;
        this.figures = figures;
        this.codec = codec;
        this.added = meters.counter(FinMetrics.ALERTS, "result", "added");
        this.repeated = meters.counter(FinMetrics.ALERTS, "result", "repeated");
        this.refused = meters.counter(FinMetrics.ALERTS, "result", "refused");
    }

    void start(@Observes PipelineReady ready) {
        if (config.enabled()) {
            loop = Thread.ofPlatform().name("fin-casework").daemon().start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        stopSignal.countDown();
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        Thread running = loop;
        if (running != null) {
            running.join(Duration.ofSeconds(5));
        }
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<byte[], byte[]> polling = new KafkaConsumer<>(settings())) {
                consumer = polling;
                polling.subscribe(List.of(streams.topics().decision()));
                while (!stopping) {
                    ConsumerRecords<byte[], byte[]> records = polling.poll(POLL);
                    if (!records.isEmpty() && take(records, polling)) {
                        polling.commitSync();
                    }
                    figures.refresh();
                }
            } catch (WakeupException e) {
                // Only stop() wakes the consumer.
            } catch (KafkaException e) {
                LOG.warn("casework lost the broker and starts again", e);
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(streams, "casework");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_BATCH);
        // A case may open a little later than its decision; fuller batches cost the machine less.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 400);
        return settings;
    }

    /** Stores what a poll brought; false when stopped before everything was stored. */
    private boolean take(ConsumerRecords<byte[], byte[]> records, KafkaConsumer<byte[], byte[]> polling) {
        Map<TenantId, List<Alert>> alerts = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> message : records) {
            if (isPlainApproval(message.value())) {
                continue;
            }
            try {
                EventEnvelope<AuthorizationDecided> event =
                        EventRecords.decode(message, AuthorizationDecided.class, codec);
                Alert alert = Alert.of(event.data());
                if (alert != null) {
                    alerts.computeIfAbsent(event.tenantId(), tenant -> new ArrayList<>())
                            .add(alert);
                }
            } catch (InvalidEventException e) {
                LOG.debug("passed over: the projection sends what is no decision to the dead letters", e);
            }
        }
        while (!stopping) {
            try {
                for (Map.Entry<TenantId, List<Alert>> tenant : alerts.entrySet()) {
                    store(tenant.getKey(), tenant.getValue());
                    tenant.setValue(List.of());
                }
                return true;
            } catch (RuntimeException e) {
                LOG.warn("alerts cannot be stored for the moment; they are tried again", e);
                keepMembership(polling);
                pause();
            }
        }
        return false;
    }

    /** All at once; where PostgreSQL refuses one for what is in it, that one is left out and said so. */
    private void store(TenantId tenant, List<Alert> alerts) {
        if (alerts.isEmpty()) {
            return;
        }
        try {
            int stored = transactions.withConnection(tenant, connection -> store.add(connection, tenant, alerts));
            added.increment(stored);
            repeated.increment(alerts.size() - stored);
        } catch (SqlFailure e) {
            if (!isAboutTheRow(e)) {
                throw e;
            }
            if (alerts.size() > 1) {
                for (Alert one : alerts) store(tenant, List.of(one));
            } else {
                refused.increment();
                LOG.errorf(
                        e,
                        "the alert on authorization %s cannot be stored",
                        alerts.getFirst().authorizationId());
            }
        }
    }

    /** SQLSTATE classes 22 (data exception) and 23 (constraint): another attempt would end the same. */
    private static boolean isAboutTheRow(SqlFailure failure) {
        return failure.sqlState().startsWith("22") || failure.sqlState().startsWith("23");
    }

    static boolean isPlainApproval(byte @Nullable [] value) {
        return value != null && contains(value, APPROVED) && !contains(value, RULE_HITS);
    }

    private static boolean contains(byte[] text, byte[] part) {
        outer:
        for (int i = 0; i <= text.length - part.length; i++) {
            for (int j = 0; j < part.length; j++) {
                if (text[i + j] != part[j]) continue outer;
            }
            return true;
        }
        return false;
    }

    /** A poll of nothing, so that a long outage of PostgreSQL does not cost the group membership. */
    private static void keepMembership(KafkaConsumer<byte[], byte[]> polling) {
        polling.pause(polling.assignment());
        ConsumerRecords<byte[], byte[]> early = polling.poll(Duration.ZERO);
        for (TopicPartition partition : early.partitions()) {
            polling.seek(partition, early.records(partition).getFirst().offset());
        }
        polling.resume(polling.assignment());
    }

    private void pause() {
        try {
            if (stopSignal.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("woken to stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
