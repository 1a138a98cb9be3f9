package io.trivium.fin.decision;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Batches of one consumer in the order in which they were read. The committed position never passes a batch that has no
 * decisions yet, or that failed: that batch, and all read after it, are read again. For one thread.
 */
final class BatchesUnderWay {

    private static final Logger LOG = Logger.getLogger(BatchesUnderWay.class);

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();

    private record Batch(Map<TopicPartition, OffsetAndMetadata> next, Future<?> done) {}

    /**
     * Adds the batch read last.
     *
     * @param next what to commit once it is done
     * @param done done when its decisions are acknowledged
     */
    void add(Map<TopicPartition, OffsetAndMetadata> next, Future<?> done) {
        batches.add(new Batch(next, done));
    }

    /** Takes out the batches that are done, up to the first that is not or has failed, and returns what to commit. */
    Map<TopicPartition, OffsetAndMetadata> finished() {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        while (!batches.isEmpty() && batches.getFirst().done().state() == Future.State.SUCCESS) {
            committable.putAll(batches.removeFirst().next());
        }
        return committable;
    }

    /**
     * Checks the oldest remaining batch.
     *
     * @throws KafkaException when it ended without its decisions: the consumer must restart from the committed position
     */
    void requireNoFailure() {
        Batch oldest = batches.peekFirst();
        if (oldest == null) return;
        switch (oldest.done().state()) {
            case FAILED ->
                throw new KafkaException(
                        "a batch ended without its decisions", oldest.done().exceptionNow());
            case CANCELLED -> throw new KafkaException("a batch was cancelled before its decisions");
            case RUNNING, SUCCESS -> {}
        }
    }

    /** Waits for all, each for so long at most. */
    void await(Duration patience) {
        for (Batch batch : batches) {
            try {
                batch.done().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("a batch was left unfinished; it is read again", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
