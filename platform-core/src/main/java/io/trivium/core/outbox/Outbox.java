package io.trivium.core.outbox;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlUpdate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * Publishes events together with the rows they tell about: they are stored in the caller's transaction, and the relay
 * sends them to Kafka once it is committed, at least once and in order per key. Thread-safe.
 */
@ApplicationScoped
public class Outbox {
    static final int SHARDS = 8;

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into outbox_event (tenant_id, topic, shard, key, payload, content_type, traceparent, created_at)
        values (:tenant, :topic, :shard, :key, :payload, :contentType, :traceparent, :now)
        """);

    private final DataSource dataSource;
    private final TransactionSynchronizationRegistry transactions;
    private final InstantSource clock;
    private final OutboxSignal signal;
    private final EventCodec codec = new EventCodec();

    @Inject
    Outbox(
            DataSource dataSource,
            TransactionSynchronizationRegistry transactions,
            InstantSource clock,
            OutboxSignal signal) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.clock = clock;
        this.signal = signal;
    }

    /**
     * Publishes an event if and when the present transaction commits.
     *
     * @throws IllegalStateException outside of a transaction, where event and effect could part
     */
    public void add(String topic, EventEnvelope<?> event) {
        String traceparent = event.traceparent() == null ? EventRecords.currentTraceparent() : event.traceparent();
        add(new OutboxRecord(
                event.tenantId(),
                topic,
                event.subject().getBytes(StandardCharsets.UTF_8),
                codec.encode(event),
                EventCodec.CONTENT_TYPE,
                traceparent));
    }

    /** As {@link #add(String, EventEnvelope)}, for bytes that are an event already. */
    public void add(OutboxRecord record) {
        if (transactions.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("an event needs the transaction of what it tells about");
        }
        try (Connection connection = dataSource.getConnection()) {
            insert(connection, record, clock);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
        transactions.registerInterposedSynchronization(new WakeOnCommit(signal));
    }

    /** Stores a record through the caller's own connection; the relay finds it at its next poll. */
    static void insert(Connection connection, OutboxRecord record, InstantSource clock) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("an event needs the transaction of what it tells about");
        }
        INSERT.on(connection)
                .set("tenant", record.tenantId().value())
                .set("topic", record.topic())
                .set("shard", shard(record.topic(), record.key()))
                .set("key", record.key())
                .set("payload", record.payload())
                .set("contentType", record.contentType())
                .set("traceparent", record.traceparent())
                .set("now", clock.instant())
                .run();
    }

    static int shard(String topic, byte[] key) {
        return Math.floorMod(31 * topic.hashCode() + Arrays.hashCode(key), SHARDS);
    }

    private record WakeOnCommit(OutboxSignal signal) implements Synchronization {
        @Override
        public void beforeCompletion() {
            // Nothing to prepare: the row is written already.
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) signal.raise();
        }
    }
}
