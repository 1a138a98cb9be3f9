package io.trivium.fin.casework;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.event.ConsumerSpans;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.kafka.ConsumerLoop;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.stream.FinMetrics;
import io.trivium.fin.stream.KafkaSettings;
import io.trivium.fin.stream.PipelineReady;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.stream.WrittenEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Creates alerts for decisions that need a review, in a consumer group of its own: the decision path does not depend on
 * it. While PostgreSQL is unavailable it waits and catches up afterwards.
 */
@ApplicationScoped
public class CaseworkConsumer {

    private static final Logger LOG = Logger.getLogger(CaseworkConsumer.class);
    private static final int MAX_BATCH = 1_000;
    /** The form in which the codec writes an approval; such a record is skipped without being decoded. */
    private static final byte[] APPROVED = "\"outcome\":\"approve\"".getBytes(StandardCharsets.UTF_8);
    /** Marks decisions for which a rule may have requested an alert. */
    private static final byte[] RULE_HITS = "\"ruleHits\":[{".getBytes(StandardCharsets.UTF_8);

    private final StreamConfig streams;
    private final CaseworkConfig config;
    private final AlertStore store;
    private final TenantTransactions transactions;
    private final WrittenEvents events;
    private final Counter added;
    private final Counter repeated;
    private final Counter refused;
    private final ConsumerSpans spans;
    private final ConsumerLoop loop;

    CaseworkConsumer(
            StreamConfig streams,
            CaseworkConfig config,
            AlertStore store,
            TenantTransactions transactions,
            WrittenEvents events,
            MeterRegistry meters) {
        this.streams = streams;
        this.config = config;
        this.store = store;
        this.transactions = transactions;
        this.events = events;
        this.added = meters.counter(FinMetrics.ALERTS, "result", "added");
        this.repeated = meters.counter(FinMetrics.ALERTS, "result", "repeated");
        this.refused = meters.counter(FinMetrics.ALERTS, "result", "refused");
        this.spans = new ConsumerSpans(streams.applicationId() + "-casework");
        this.loop = new ConsumerLoop("fin-casework", this::settings, this::follow);
    }

    void start(@Observes PipelineReady ready) {
        if (config.enabled()) loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    private void follow(KafkaConsumer<byte[], byte[]> polling) {
        polling.subscribe(List.of(streams.topics().decision()));
        loop.consume(polling, records -> {
            spans.processAll(records, () -> take(records));
            FaultPoint.pass("fin.cases.stored");
        });
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaSettings.groupConsumer(streams, "casework");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_BATCH);
        // A case may open a little later than its decision; fuller batches cost the machine less.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 400);
        return settings;
    }

    /** Stores what a poll brought; an alert that is stored already changes nothing. */
    private void take(ConsumerRecords<byte[], byte[]> records) {
        Map<TenantId, List<Alert>> alerts = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> message : records) {
            if (isPlainApproval(message.value())) continue;
            try {
                EventEnvelope<AuthorizationDecided> event = events.decode(message, AuthorizationDecided.class);
                Alert alert = Alert.of(event.data());
                if (alert != null) {
                    alerts.computeIfAbsent(event.tenantId(), tenant -> new ArrayList<>())
                            .add(alert);
                }
            } catch (InvalidEventException e) {
                LOG.debug("passed over: the projection sends what is no decision to the dead letters", e);
            }
        }
        alerts.forEach(this::store);
    }

    /** All at once; where PostgreSQL refuses one for what is in it, that one is left out and said so. */
    private void store(TenantId tenant, List<Alert> alerts) {
        try {
            int stored = transactions.withConnection(tenant, connection -> store.add(connection, tenant, alerts));
            added.increment(stored);
            repeated.increment(alerts.size() - stored);
        } catch (SqlFailure e) {
            if (!SqlFailure.isAboutTheRow(e)) throw e;
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
}
