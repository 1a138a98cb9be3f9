package io.trivium.fin.stream;

import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.DayStore;
import io.trivium.fin.feature.EntityEvent;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.stream.store.KeyValueDayStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state that a history leaves straight to the changelogs of the topology, for benchmarks and moves: many times
 * faster than sending the history through it. The topology must be stopped meanwhile; it takes the state in when it
 * starts. Only for one partition. Not thread-safe.
 */
public final class StateSeed implements AutoCloseable {

    private static final List<String> STORES = List.of(
            IntakeProcessor.STORE,
            CardProcessor.STORE,
            TerminalProcessor.STORE,
            FlowProcessor.Flow.DEVICE.store(),
            FlowProcessor.Flow.COUNTERPARTY.store());

    private final Producer<byte[], byte[]> producer;
    private final TenantId tenant;
    private final String applicationId;
    private final DayWriter[] days = new DayWriter[4];
    private final FeatureEngine engine;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long written;

    StateSeed(Producer<byte[], byte[]> producer, String applicationId, TenantId tenant) {
        this.producer = producer;
        this.tenant = tenant;
        this.applicationId = applicationId;
        for (int i = 0; i < days.length; i++) days[i] = new DayWriter(STORES.get(i + 1));
        this.engine = new FeatureEngine(days[0], days[1], days[2], days[3]);
        for (String store : STORES) {
            int partitions = producer.partitionsFor(changelog(store)).size();
            if (partitions != 1) {
                throw new IllegalStateException(changelog(store) + " has " + partitions + " partitions; state can be"
                        + " written for one only, and the service must have run once");
            }
        }
    }

    /**
     * Connects to the broker.
     *
     * @param applicationId of the topology, see {@link StreamConfig#applicationId}
     * @throws IllegalStateException when a changelog is missing or has several partitions
     */
    public static StateSeed connect(String bootstrap, String applicationId, TenantId tenant) {
        return new StateSeed(
                new KafkaProducer<>(
                        KafkaClients.ofTool(Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.LINGER_MS_CONFIG,
                                (int) Duration.ofMillis(50).toMillis(),
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                256 << 10,
                                ProducerConfig.CLIENT_ID_CONFIG,
                                "fin-state-seed")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                applicationId,
                tenant);
    }

    /**
     * Adds what an authorization leaves; they must come in order of time.
     *
     * @param receivedAt when it was taken in, from which its id is remembered
     */
    public void add(Authorization authorization, Instant receivedAt) {
        engine.apply(tenant, authorization);
        // No record of the topic has this position, so that no record is mistaken for this one read again.
        KeptAuthorization kept = new KeptAuthorization(
                KeptAuthorization.First.of(authorization, authorization.contentHash(), 0, -1),
                false,
                EntityEvent.UNLABELLED,
                receivedAt.toEpochMilli());
        send(
                IntakeProcessor.STORE,
                KeyValueDayStore.key(DayStore.entity(tenant.value(), authorization.authorizationId())),
                kept.toBytes());
    }

    /** Records written so far. */
    public long written() {
        return written;
    }

    private void send(String store, Bytes key, byte[] value) {
        written++;
        var _ = producer.send(
                new ProducerRecord<>(changelog(store), 0, key.get(), value),
                (metadata, problem) -> failure.compareAndSet(null, problem));
    }

    private String changelog(String store) {
        return applicationId + '-' + store + "-changelog";
    }

    /**
     * Writes what is still held back.
     *
     * @throws IllegalStateException when the broker did not take everything
     */
    @Override
    public void close() {
        for (DayWriter writer : days) writer.flush();
        producer.flush();
        producer.close();
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("the broker did not take a record: " + first.getMessage(), first);
        }
    }

    /** Holds the records of one day, and sends them when the next begins. */
    private final class DayWriter implements DayStore {
        private final String store;
        private final Map<String, byte[]> held = new HashMap<>();
        private int day = Integer.MIN_VALUE;

        DayWriter(String store) {
            this.store = store;
        }

        @Override
        public byte @Nullable [] get(String entity, int epochDay) {
            return epochDay == day ? held.get(entity) : null;
        }

        @Override
        public void put(String entity, int epochDay, byte[] dayRecord) {
            if (epochDay < day) throw new IllegalArgumentException("day " + epochDay + " after day " + day);
            if (epochDay > day) {
                flush();
                day = epochDay;
            }
            held.put(entity, dayRecord);
        }

        @Override
        public void delete(String entity, int epochDay) {
            throw new UnsupportedOperationException("a history in order forgets nothing");
        }

        /** Visits nothing: features are not requested here. */
        @Override
        public void range(String entity, int fromDay, int toDay, DayVisitor visitor) {}

        private void flush() {
            held.forEach((entity, dayRecord) -> send(store, KeyValueDayStore.key(entity, day), dayRecord));
            held.clear();
        }
    }
}
