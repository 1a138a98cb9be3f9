package io.trivium.core.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Finds a consumer that gets nothing although records wait for it, or that is in no group although it subscribed, for longer than a
 * broker's restart takes. A new consumer in its place begins at the committed offsets. For the consumer's thread.
 */
public final class ConsumerStall {
    private static final Logger LOG = Logger.getLogger(ConsumerStall.class);

    /** Longer than a broker's restart and the end of a killed member's session take together. */
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration ASK_WITHIN = Duration.ofSeconds(5);

    private final long patience;
    private final LongSupplier nanoTime;
    private long quietSince;

    /** @param patience how long no record may arrive before the broker is queried for waiting records */
    public ConsumerStall(Duration patience) {
        this(patience, System::nanoTime);
    }

    ConsumerStall(Duration patience, LongSupplier nanoTime) {
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
        this.quietSince = nanoTime.getAsLong();
    }

    /** A poll brought something. */
    public void progressed() {
        quietSince = nanoTime.getAsLong();
    }

    /**
     * A poll brought nothing.
     *
     * @throws StalledException when this consumer should be replaced by a new one
     * @throws KafkaException when the broker does not say what waits
     */
    public void quiet(Consumer<?, ?> consumer) {
        long now = nanoTime.getAsLong();
        if (now - quietSince < patience) return;
        quietSince = now;
        if (consumer.groupMetadata().generationId() < 0) {
            throw stalled(
                    "it is in no group after " + Duration.ofNanos(patience).toSeconds() + " s");
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), ASK_WITHIN);
        Map<TopicPartition, Long> waiting = ends.entrySet().stream()
                .filter(end -> !consumer.paused().contains(end.getKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue() - consumer.position(end.getKey(), ASK_WITHIN)));
        waiting.values().removeIf(records -> records <= 0);
        if (!waiting.isEmpty()) {
            throw stalled("for " + Duration.ofNanos(patience).toSeconds()
                    + " s nothing came although this many records wait: " + waiting);
        }
    }

    /** Logged here, since the code that restarts consumers does not log the reason every time. */
    private static StalledException stalled(String why) {
        StalledException stalled = new StalledException(why);
        LOG.warn(stalled.getMessage());
        return stalled;
    }

    /** A consumer does not get on, and a new one should take its place. */
    public static final class StalledException extends KafkaException {
        private static final long serialVersionUID = 1;

        StalledException(String why) {
            super("The consumer makes no progress and is replaced: " + why);
        }
    }
}
