package io.trivium.fin.replay;

import io.trivium.core.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads every decision that is made from now on, on a thread of its own, without a consumer group.
 *
 * <p>It only observes: it neither commits offsets nor takes records from other consumers.
 */
public final class DecisionWatch implements AutoCloseable {
    public static final String TOPIC = "fin.decision.v1";

    /** Takes one decision, on the watching thread. */
    @FunctionalInterface
    public interface Listener {
        /**
         * One decision, in the order of its partition.
         *
         * @param receivedNanos {@link System#nanoTime()} when the poll that brought it returned
         */
        void decided(ConsumerRecord<String, byte[]> decision, long receivedNanos);
    }

    private final Consumer<String, byte[]> consumer;
    private final Listener listener;
    private final Thread thread;
    private final CountDownLatch positioned = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    private DecisionWatch(Consumer<String, byte[]> consumer, Listener listener) {
        this.consumer = consumer;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("decision-watch").daemon().unstarted(this::run);
    }

    /** Returns when the watch is at the end of the log, so that no later decision is missed. */
    public static DecisionWatch start(String bootstrap, Listener listener) {
        Properties settings = new Properties();
        settings.putAll(KafkaClients.ofTool(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                1,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "fin-decision-watch")));
        return start(
                deserializers -> new KafkaConsumer<>(settings, deserializers, new ByteArrayDeserializer()), listener);
    }

    static DecisionWatch start(Function<StringDeserializer, Consumer<String, byte[]>> connect, Listener listener) {
        DecisionWatch watch = new DecisionWatch(connect.apply(new StringDeserializer()), listener);
        watch.thread.start();
        try {
            if (!watch.positioned.await(30, TimeUnit.SECONDS)) {
                watch.close();
                throw new IllegalStateException("no answer about topic " + TOPIC + " within 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            watch.close();
            throw new IllegalStateException("interrupted while looking for topic " + TOPIC, e);
        }
        watch.throwIfFailed();
        return watch;
    }

    private void run() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC, Duration.ofSeconds(10)).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException("topic " + TOPIC + " does not exist: is domain-fin running?");
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            positioned.countDown();
            while (!closed) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(200));
                long received = System.nanoTime();
                records.forEach(record -> listener.decided(record, received));
            }
        } catch (WakeupException e) {
            if (!closed) failure = e;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            positioned.countDown();
        }
    }

    /**
     * Checks that the watch is still running.
     *
     * @throws IllegalStateException when it has ended unexpectedly and decisions may have been missed
     */
    public void throwIfFailed() {
        RuntimeException cause = failure;
        if (cause != null) throw new IllegalStateException("cannot watch decisions: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
