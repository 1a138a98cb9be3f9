package io.trivium.core.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.kafka.KafkaMeters;
import io.trivium.core.observability.MetricNames;
import io.trivium.core.sql.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends stored events to Kafka, at least once and in order per key, on one thread of its own.
 *
 * <p>A shard of the table is locked, its oldest events are sent, those that Kafka acknowledged are marked, and all that
 * in one database transaction: whatever fails, the events stay. Of one key only one event is in progress at a time.
 * Relays of several processes share the shards. An outage of Kafka or the database makes the relay wait, up to ten
 * seconds at a time; an event that Kafka will never take is parked.
 */
final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long TOPIC_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIGURES_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PURGE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PURGE_BATCH = 5000;

    private final OutboxTable table;
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

    /** The settings of {@link OutboxConfig} for sending. */
    record Settings(Duration pollInterval, int batchSize, Duration retention) {}

    OutboxRelay(
            DataSource dataSource,
            Supplier<Producer<byte[], byte[]>> producers,
            OutboxSignal signal,
            InstantSource clock,
            MeterRegistry meters,
            Settings settings) {
        this.table = new OutboxTable(dataSource, clock);
        this.producers = producers;
        this.signal = signal;
        this.clock = clock;
        this.meters = meters;
        this.settings = settings;
        Gauge.builder(MetricNames.OUTBOX_QUEUE_DEPTH, this, relay -> relay.depth)
                .register(meters);
        Gauge.builder(MetricNames.OUTBOX_QUEUE_AGE, this, relay -> relay.age().toMillis() / 1000.0)
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

    /** Ends after the batch in progress. */
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
                if (failures > 0) LOG.infof("the outbox is being sent again after %d failed rounds", failures);
                failures = 0;
                pause = FIRST_PAUSE;
                if (sent == 0) signal.await(settings.pollInterval());
            } catch (InterruptedException | InterruptException e) {
                stopping = true;
            } catch (SQLException | RuntimeException e) {
                // Nothing is lost by a failed round, so there is no failure that should end the relay.
                failures++;
                meters.counter(
                                MetricNames.OUTBOX_FAILURES,
                                "cause",
                                e instanceof SQLException || e instanceof SqlFailure ? "database" : "kafka")
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
        for (int shard : table.waitingShards(pausedTopics.keySet())) {
            int more;
            do {
                more = stopping ? 0 : sendShard(shard);
                sent += more;
            } while (more == settings.batchSize());
        }
        return sent;
    }

    private int sendShard(int shard) throws SQLException {
        Batch batch = new Batch();
        table.inTransaction(connection -> {
            if (OutboxTable.lock(connection, shard)) {
                send(OutboxTable.waiting(connection, shard, pausedTopics.keySet(), settings.batchSize()), batch);
                if (!batch.sent.isEmpty()) FaultPoint.pass("outbox.sent");
                OutboxTable.mark(connection, batch.sent, batch.parked, clock.instant());
            }
            return batch;
        });
        // Counted and thrown only now: acknowledged events are marked, regardless of the others.
        batch.sent.forEach(event ->
                meters.counter(MetricNames.OUTBOX_SENT, "topic", event.topic()).increment());
        batch.parked.forEach((event, reason) -> {
            LOG.errorf("event %d for topic %s is parked, Kafka refuses it: %s", event.id(), event.topic(), reason);
            meters.counter(MetricNames.OUTBOX_PARKED, "topic", event.topic()).increment();
        });
        if (batch.failure != null) throw batch.failure;
        return batch.sent.size() + batch.parked.size();
    }

    /** Sends wave after wave, each with at most one event of a key. */
    private void send(List<WaitingEvent> events, Batch batch) {
        Map<String, Deque<WaitingEvent>> byKey = new LinkedHashMap<>();
        for (WaitingEvent event : events)
            byKey.computeIfAbsent(event.order(), k -> new ArrayDeque<>()).add(event);
        while (!byKey.isEmpty()) {
            Map<String, Future<RecordMetadata>> wave = new LinkedHashMap<>();
            for (Map.Entry<String, Deque<WaitingEvent>> key : byKey.entrySet()) {
                WaitingEvent event = key.getValue().element();
                if (!pausedTopics.containsKey(event.topic()))
                    wave.put(key.getKey(), producer().send(event.toRecord()));
            }
            byKey.keySet().retainAll(wave.keySet());
            for (Iterator<Map.Entry<String, Deque<WaitingEvent>>> keys =
                            byKey.entrySet().iterator();
                    keys.hasNext(); ) {
                Map.Entry<String, Deque<WaitingEvent>> key = keys.next();
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
    private boolean settle(WaitingEvent event, Future<RecordMetadata> answer, Batch batch) {
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
            pausedTopics.put(event.topic(), System.nanoTime() + TOPIC_PAUSE_NANOS);
            batch.failure = new KafkaException("topic " + event.topic() + " takes no events", cause);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException("interrupted while Kafka was to answer", e);
        }
    }

    private void figures() throws SQLException {
        long now = System.nanoTime();
        if (now - figuresAt < FIGURES_NANOS) return;
        OutboxTable.Figures figures = table.figures();
        oldest = figures.oldest();
        depth = figures.waiting();
        figuresAt = now;
    }

    private void purge() throws SQLException {
        long now = System.nanoTime();
        if (now - purgedAt < PURGE_NANOS) return;
        int deleted = purgeBatch();
        if (deleted < PURGE_BATCH) purgedAt = now;
    }

    /** Deletes sent events older than the retention, a bounded number of them. */
    int purgeBatch() throws SQLException {
        return table.purge(settings.retention(), PURGE_BATCH);
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

    private static final class Batch {
        private final List<WaitingEvent> sent = new ArrayList<>();
        private final Map<WaitingEvent, String> parked = new LinkedHashMap<>();
        private @Nullable KafkaException failure;
    }
}
