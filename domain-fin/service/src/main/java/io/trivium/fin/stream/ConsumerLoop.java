package io.trivium.fin.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A thread that follows topics until the service stops, with a new consumer after each loss of the broker. Starting and
 * stopping are thread-safe; the consumer is the body's, on the loop's own thread.
 */
public final class ConsumerLoop {

    private static final Logger LOG = Logger.getLogger(ConsumerLoop.class);
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(5);

    /** What is done with a consumer while it lives. */
    @FunctionalInterface
    public interface Body {

        /** Follows the topics; returns when the loop {@linkplain ConsumerLoop#isStopping is stopping}. */
        void follow(KafkaConsumer<byte[], byte[]> consumer);
    }

    private final String name;
    private final Duration retryAfter;
    private final Supplier<Map<String, Object>> settings;
    private final Body body;
    private final CountDownLatch stopSignal = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /**
     * A loop that does not run yet.
     *
     * @param name of the thread, and in the log
     * @param retryAfter wait after a failure
     * @param settings of each consumer
     */
    public ConsumerLoop(String name, Duration retryAfter, Supplier<Map<String, Object>> settings, Body body) {
        this.name = name;
        this.retryAfter = retryAfter;
        this.settings = settings;
        this.body = body;
    }

    public void start() {
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Wakes the consumer and waits a few seconds for the body to return. */
    public void stop() throws InterruptedException {
        stopping = true;
        stopSignal.countDown();
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        Thread running = thread;
        if (running != null) {
            running.join(JOIN_WITHIN);
        }
    }

    public boolean isStopping() {
        return stopping;
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<byte[], byte[]> polling = new KafkaConsumer<>(settings.get())) {
                consumer = polling;
                body.follow(polling);
            } catch (WakeupException e) {
                // Only stop() wakes the consumer.
            } catch (KafkaException e) {
                LOG.warnf(e, "%s lost the broker and starts again", name);
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    /** Waits before the next attempt, or until the loop stops. */
    public void pause() {
        try {
            if (stopSignal.await(retryAfter.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debugf("%s is woken to stop", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tries until it succeeds, keeping the group membership meanwhile.
     *
     * @param attempt throws what passes by itself
     * @param trouble for the log: what cannot be done for the moment
     * @return false when stopped before it succeeded
     */
    public boolean retry(KafkaConsumer<byte[], byte[]> polling, Runnable attempt, String trouble) {
        while (!stopping) {
            try {
                attempt.run();
                return true;
            } catch (RuntimeException e) {
                LOG.warnf(e, "%s for the moment; it is tried again", trouble);
                keepMembership(polling);
                pause();
            }
        }
        return false;
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
