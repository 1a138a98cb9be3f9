package io.trivium.core.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A thread that consumes topics until the service stops. After a failure it opens a new consumer, which begins at the committed
 * offsets. Starting and stopping are thread-safe; the consumer belongs to the loop's thread.
 */
public final class ConsumerLoop {
    private static final Logger LOG = Logger.getLogger(ConsumerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(10);
    /** Failures further apart than this are logged each. */
    private static final Duration ONE_OUTAGE = Duration.ofMinutes(1);

    /** The work with a consumer while it is open. */
    @FunctionalInterface
    public interface Body {
        /** Subscribes and consumes; returns when the loop {@linkplain ConsumerLoop#isStopping is stopping}. */
        void follow(KafkaConsumer<byte[], byte[]> consumer);
    }

    /** The processing of the records of one poll. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Makes the effect of all records durable before it returns. After a {@link KafkaException} the loop opens a new
         * consumer, and runs its body again; after any other exception it calls this again with the same records. Either
         * way an effect that is there already must not be repeated.
         */
        void take(ConsumerRecords<byte[], byte[]> records);
    }

    private final String name;
    private final Supplier<Map<String, Object>> settings;
    private final Body body;
    private final CountDownLatch stopSignal = new CountDownLatch(1);
    private volatile boolean healthy;
    private volatile @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Creates a loop that is not started yet.
     *
     * @param name of the thread, and in the log
     * @param settings of each consumer, which must not commit automatically
     */
    public ConsumerLoop(String name, Supplier<Map<String, Object>> settings, Body body) {
        this.name = name;
        this.settings = settings;
        this.body = body;
    }

    public void start() {
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Wakes the consumer and waits at most ten seconds for the body to return. */
    public void stop() throws InterruptedException {
        stopSignal.countDown();
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) polling.wakeup();
        Thread running = thread;
        if (running != null) running.join(JOIN_WITHIN);
    }

    public boolean isStopping() {
        return stopSignal.getCount() == 0;
    }

    /** Whether the latest poll succeeded, and its records were taken. */
    public boolean isHealthy() {
        return healthy;
    }

    /** Whether the thread runs, if it was started and not stopped. */
    public boolean isRunning() {
        Thread started = thread;
        return started == null || isStopping() || started.isAlive();
    }

    private void run() {
        int failures = 0;
        long failedAt = System.nanoTime();
        while (!isStopping()) {
            try (KafkaConsumer<byte[], byte[]> open = new KafkaConsumer<>(settings.get())) {
                consumer = open;
                body.follow(open);
            } catch (WakeupException e) {
                // Only stop() wakes the consumer.
            } catch (InterruptException e) {
                return;
            } catch (RuntimeException e) {
                healthy = false;
                long now = System.nanoTime();
                failures = now - failedAt < ONE_OUTAGE.toNanos() ? failures + 1 : 1;
                failedAt = now;
                if (Integer.bitCount(failures) == 1) {
                    LOG.warnf(
                            e,
                            "%s failed (failure %d); a new consumer begins at the committed offsets",
                            name,
                            failures);
                }
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    /**
     * Polls a subscribed consumer until the loop stops. Offsets are committed after the handler returned.
     *
     * @throws ConsumerStall.StalledException when the consumer gets nothing although records wait; the loop opens a new one
     */
    public void consume(KafkaConsumer<byte[], byte[]> open, Handler handler) {
        ConsumerStall stall = new ConsumerStall(ConsumerStall.PATIENCE);
        while (!isStopping()) {
            ConsumerRecords<byte[], byte[]> records = open.poll(POLL);
            if (records.isEmpty()) {
                stall.quiet(open);
                healthy = true;
                continue;
            }
            stall.progressed();
            if (retry(open, () -> handler.take(records), name + " cannot process its records")) open.commitSync();
        }
    }

    /**
     * Retries until it succeeds, and keeps the group membership while it waits.
     *
     * @param attempt fails with an exception that a later attempt may not throw
     * @param failure for the log: the operation that is not possible at the moment
     * @return false when stopped before it succeeded
     * @throws KafkaException of the attempt: its Kafka clients may be unusable, so that the loop opens new ones
     */
    private boolean retry(KafkaConsumer<byte[], byte[]> polling, Runnable attempt, String failure) {
        int failures = 0;
        while (!isStopping()) {
            try {
                attempt.run();
                healthy = true;
                return true;
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                healthy = false;
                failures++;
                if (Integer.bitCount(failures) == 1) LOG.warnf(e, "%s (attempt %d); it is retried", failure, failures);
                keepMembership(polling);
                pause();
            }
        }
        return false;
    }

    /** Waits before the next attempt, or until the loop stops. */
    public void pause() {
        try {
            if (stopSignal.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) LOG.debugf("%s stops", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A poll of nothing, so that a long outage elsewhere does not cost the group membership. */
    public static void keepMembership(KafkaConsumer<byte[], byte[]> polling) {
        polling.pause(polling.assignment());
        ConsumerRecords<byte[], byte[]> early = polling.poll(Duration.ZERO);
        for (TopicPartition partition : early.partitions()) {
            polling.seek(partition, early.records(partition).getFirst().offset());
        }
        polling.resume(polling.assignment());
    }
}
