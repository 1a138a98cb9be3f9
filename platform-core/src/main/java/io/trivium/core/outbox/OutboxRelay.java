package io.trivium.core.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.event.EventRecords;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.observability.KafkaMeters;
import io.trivium.core.observability.MetricNames;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends stored events to Kafka, at least once and in order per key, on one thread of its own.
 *
 * <p>A shard of the table is locked, its oldest events are sent, those that Kafka acknowledged are marked, and all that in one
 * database transaction: whatever fails, the events stay. Of one key only one event is under way at a time. Relays of several
 * processes share the shards. An outage of Kafka or the database makes the relay wait, up to ten seconds at a time; an event
 * that Kafka will never take is parked.
 */
final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long TOPIC_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIGURES_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PURGE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PURGE_BATCH = 5000;
    private static final int MOST_COUNTED = 1_000_000;
    /** First key of the advisory locks; the second is schema and shard. */
    private static final int LOCK_SPACE = 0x0b0c;

    private static final String WAITING = "sent_at is null and parked_at is null";

    private final DataSource dataSource;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final OutboxSignal signal;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Settings settings;
    private final Map<String, Long> pausedTopics = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().name("outbox-relay").unstarted(this::run);

    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable KafkaMeters producerMeters;
    private long figuresAt = System.nanoTime() - FIGURES_NANOS;
    private long purgedAt = System.nanoTime();
    private volatile boolean stopping;
    private volatile long depth;
    private volatile @Nullable Instant oldest;

    /** What {@link OutboxConfig} says about sending. */
    record Settings(Duration pollInterval, int batchSize, Duration retention) {}

    OutboxRelay(
            DataSource dataSource,
            Supplier<Producer<byte[], byte[]>> producers,
            OutboxSignal signal,
            InstantSource clock,
            MeterRegistry meters,
            Settings settings) {
        this.dataSource = dataSource;
        this.producers = producers;
        this.signal = signal;
        this.clock = clock;
        this.meters = meters;
        this.settings = settings;
        Gauge.builder(MetricNames.OUTBOX_QUEUE_DEPTH, this, relay -> relay.depth)
                .description("Events that wait to be sent")
                .register(meters);
        Gauge.builder(MetricNames.OUTBOX_QUEUE_AGE, this, relay -> relay.age().toMillis() / 1000.0)
                .description("Age of the oldest event that waits")
                .baseUnit("seconds")
                .register(meters);
    }

    void start() {
        thread.start();
    }

    /** Events that waited when they were last counted. */
    long depth() {
        return depth;
    }

    /** Age of the oldest event that waited when they were last counted; zero when none did. */
    Duration age() {
        Instant since = oldest;
        return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    /** Ends after the batch under way. */
    @Override
    public void close() {
        stopping = true;
        signal.raise();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        int failures = 0;
        while (!stopping) {
            try {
                int sent = round();
                if (failures > 0) {
                    LOG.infof("the outbox is being sent again after %d failed rounds", failures);
                }
                failures = 0;
                pause = FIRST_PAUSE;
                if (sent == 0) {
                    signal.await(settings.pollInterval());
                }
            } catch (InterruptedException | InterruptException e) {
                stopping = true;
            } catch (SQLException | RuntimeException e) {
                // Nothing is lost by a failed round, so there is no failure that should end the relay.
                failures++;
                meters.counter(MetricNames.OUTBOX_FAILURES, "cause", e instanceof SQLException ? "database" : "kafka")
                        .increment();
                if (Integer.bitCount(failures) == 1) {
                    LOG.warnf(
                            e,
                            "the outbox cannot be sent at the moment (round %d in a row); its events wait",
                            failures);
                }
                dropProducer();
                pause = rest(pause);
            }
        }
        dropProducer();
    }

    private Duration rest(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            // A signal says that there is more to send, not that sending works again.
            for (long left = pause.toNanos(); left > 0 && !stopping; left = until - System.nanoTime()) {
                signal.await(Duration.ofNanos(Math.max(left, 1_000_000)));
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** One pass over the shards that have events waiting; the number of events sent. */
    int round() throws SQLException {
        figures();
        purge();
        long now = System.nanoTime();
        pausedTopics.values().removeIf(until -> until - now <= 0);
        int sent = 0;
        for (int shard : waitingShards()) {
            int more;
            do {
                more = stopping ? 0 : sendShard(shard);
                sent += more;
            } while (more == settings.batchSize());
        }
        return sent;
    }

    private List<Integer> waitingShards() throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select s from generate_series(0, ?) s where exists (select 1 from outbox_event where shard = s and "
                            + WAITING + " and topic <> all (?))")) {
                select.setInt(1, Outbox.SHARDS - 1);
                select.setArray(2, paused(connection));
                List<Integer> shards = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        shards.add(rows.getInt(1));
                    }
                }
                return shards;
            }
        });
    }

    private int sendShard(int shard) throws SQLException {
        Batch batch = new Batch();
        inTransaction(connection -> {
            if (lock(connection, shard)) {
                send(select(connection, shard), batch);
                if (!batch.sent.isEmpty()) FaultPoint.pass("outbox.sent");
                mark(connection, batch);
            }
            return batch;
        });
        // Counted and thrown only now: what was acknowledged is marked, whatever became of the rest.
        batch.sent.forEach(event ->
                meters.counter(MetricNames.OUTBOX_SENT, "topic", event.topic).increment());
        batch.parked.forEach((event, reason) -> {
            LOG.errorf("event %d for topic %s is parked, Kafka refuses it: %s", event.id, event.topic, reason);
            meters.counter(MetricNames.OUTBOX_PARKED, "topic", event.topic).increment();
        });
        if (batch.failure != null) {
            throw batch.failure;
        }
        return batch.sent.size() + batch.parked.size();
    }

    private static boolean lock(Connection connection, int shard) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_try_advisory_xact_lock(?, hashtext(current_schema()) + ?)")) {
            lock.setInt(1, LOCK_SPACE);
            lock.setInt(2, shard);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private List<Waiting> select(Connection connection, int shard) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select id, topic, key, payload, content_type, traceparent from outbox_event where shard = ? and "
                        + WAITING + " and topic <> all (?) order by id limit ? for update skip locked")) {
            select.setInt(1, shard);
            select.setArray(2, paused(connection));
            select.setInt(3, settings.batchSize());
            List<Waiting> events = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(new Waiting(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getBytes(3),
                            rows.getBytes(4),
                            rows.getString(5),
                            rows.getString(6)));
                }
            }
            return events;
        }
    }

    /** Sends wave after wave, each with at most one event of a key. */
    private void send(List<Waiting> events, Batch batch) {
        Map<String, Deque<Waiting>> byKey = new LinkedHashMap<>();
        for (Waiting event : events) {
            byKey.computeIfAbsent(event.order(), k -> new ArrayDeque<>()).add(event);
        }
        while (!byKey.isEmpty()) {
            Map<String, Future<RecordMetadata>> wave = new LinkedHashMap<>();
            for (Map.Entry<String, Deque<Waiting>> key : byKey.entrySet()) {
                Waiting event = key.getValue().element();
                if (!pausedTopics.containsKey(event.topic)) {
                    wave.put(key.getKey(), producer().send(event.toRecord()));
                }
            }
            byKey.keySet().retainAll(wave.keySet());
            for (Iterator<Map.Entry<String, Deque<Waiting>>> keys =
                            byKey.entrySet().iterator();
                    keys.hasNext(); ) {
                Map.Entry<String, Deque<Waiting>> key = keys.next();
                Future<RecordMetadata> answer = wave.get(key.getKey());
                if (answer == null
                        || !settle(key.getValue().remove(), answer, batch)
                        || key.getValue().isEmpty()) {
                    keys.remove();
                }
            }
        }
    }

    /** Waits for the answer; whether the next event of the key may follow. */
    private boolean settle(Waiting event, Future<RecordMetadata> answer, Batch batch) {
        try {
            // Bounded by the producer's delivery timeout.
            answer.get();
            batch.sent.add(event);
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof InvalidTopicException) {
                batch.parked.put(event, String.valueOf(cause.getMessage()));
                return true;
            }
            // Other topics may be well: a missing topic or right must not hold up the rest.
            pausedTopics.put(event.topic, System.nanoTime() + TOPIC_PAUSE_NANOS);
            batch.failure = new KafkaException("topic " + event.topic + " takes no events", cause);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException("interrupted while Kafka was to answer", e);
        }
    }

    private void mark(Connection connection, Batch batch) throws SQLException {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        if (!batch.sent.isEmpty()) {
            try (PreparedStatement update =
                    connection.prepareStatement("update outbox_event set sent_at = ? where id = any (?)")) {
                update.setObject(1, now);
                update.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint",
                                batch.sent.stream().map(event -> event.id).toArray()));
                update.executeUpdate();
            }
        }
        for (Map.Entry<Waiting, String> parked : batch.parked.entrySet()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update outbox_event set parked_at = ?, parked_reason = left(?, 500) where id = ?")) {
                update.setObject(1, now);
                update.setString(2, parked.getValue());
                update.setLong(3, parked.getKey().id);
                update.executeUpdate();
            }
        }
    }

    private void figures() throws SQLException {
        long now = System.nanoTime();
        if (now - figuresAt < FIGURES_NANOS) {
            return;
        }
        inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select count(*), min(created_at) from (select"
                    + " created_at from outbox_event where " + WAITING + " limit ?) waiting")) {
                select.setInt(1, MOST_COUNTED);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
                    oldest = since == null ? null : since.toInstant();
                    depth = row.getLong(1);
                }
            }
            return depth;
        });
        figuresAt = now;
    }

    private void purge() throws SQLException {
        long now = System.nanoTime();
        if (now - purgedAt < PURGE_NANOS) {
            return;
        }
        int deleted = purgeBatch();
        if (deleted < PURGE_BATCH) {
            purgedAt = now;
        }
    }

    /** Deletes sent events older than the retention, a bounded number of them. */
    int purgeBatch() throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from outbox_event where id in (select id"
                            + " from outbox_event where sent_at < ? limit ? for update skip locked)")) {
                delete.setObject(1, clock.instant().minus(settings.retention()).atOffset(ZoneOffset.UTC));
                delete.setInt(2, PURGE_BATCH);
                return delete.executeUpdate();
            }
        });
    }

    private Array paused(Connection connection) throws SQLException {
        return connection.createArrayOf("text", pausedTopics.keySet().toArray());
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement setting = connection.createStatement()) {
                setting.execute("select set_config('app.platform', 'on', true)");
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException broken) {
                    e.addSuppressed(broken);
                }
                throw e;
            }
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = producers.get();
            producer = open;
            producerMeters = KafkaMeters.of(open, meters);
        }
        return open;
    }

    private void dropProducer() {
        if (producerMeters != null) {
            producerMeters.close();
            producerMeters = null;
        }
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private static final class Batch {
        private final List<Waiting> sent = new ArrayList<>();
        private final Map<Waiting, String> parked = new LinkedHashMap<>();
        private @Nullable KafkaException failure;
    }

    private static final class Waiting {
        private final long id;
        private final String topic;
        private final byte[] key;
        private final byte[] payload;
        private final String contentType;
        private final @Nullable String traceparent;

        private Waiting(
                long id, String topic, byte[] key, byte[] payload, String contentType, @Nullable String traceparent) {
            this.id = id;
            this.topic = topic;
            this.key = key;
            this.payload = payload;
            this.contentType = contentType;
            this.traceparent = traceparent;
        }

        /** Equal for events that must keep their order. */
        private String order() {
            return topic + '\n' + new String(key, StandardCharsets.ISO_8859_1);
        }

        private ProducerRecord<byte[], byte[]> toRecord() {
            Headers headers = new RecordHeaders();
            headers.add(EventRecords.CONTENT_TYPE_HEADER, contentType.getBytes(StandardCharsets.UTF_8));
            if (traceparent != null) {
                headers.add(EventRecords.TRACEPARENT_HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
            }
            return new ProducerRecord<>(topic, null, key, payload, headers);
        }
    }
}
