package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchesUnderWayTest {

    private static final TopicPartition PARTITION = new TopicPartition("fin.feature.v1", 0);

    private final BatchesUnderWay batches = new BatchesUnderWay();
    private final CompletableFuture<Void> first = add(10);
    private final CompletableFuture<Void> second = add(20);
    private final CompletableFuture<Void> third = add(30);

    private CompletableFuture<Void> add(long next) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        batches.add(upTo(next), done);
        return done;
    }

    private static Map<TopicPartition, OffsetAndMetadata> upTo(long next) {
        return Map.of(PARTITION, new OffsetAndMetadata(next));
    }

    @Test
    void commitsInTheOrderOfReadingWhateverIsDoneFirst() {
        third.complete(null);
        second.complete(null);
        assertEquals(Map.of(), batches.finished());
        first.complete(null);
        assertEquals(upTo(30), batches.finished());
        assertEquals(Map.of(), batches.finished());
    }

    @Test
    void neverCommitsBehindABatchThatFailed() {
        IllegalStateException cause = new IllegalStateException("no decisions");
        first.complete(null);
        second.completeExceptionally(cause);
        third.complete(null);
        assertEquals(upTo(10), batches.finished());
        assertSame(
                cause,
                assertThrows(KafkaException.class, batches::requireNoFailure).getCause());
        batches.await(Duration.ofSeconds(1));
        assertEquals(
                Map.of(), batches.finished(), "the last commit of a session leaves the failed one to be read again");
    }

    @Test
    void aBatchUnderWayIsNoFailure() {
        second.completeExceptionally(new IllegalStateException("no decisions"));
        assertDoesNotThrow(batches::requireNoFailure, "the first may still succeed");
        first.complete(null);
        assertEquals(upTo(10), batches.finished());
        assertThrows(KafkaException.class, batches::requireNoFailure);
    }

    @Test
    void aCancelledBatchIsAFailure() {
        first.cancel(false);
        assertEquals(Map.of(), batches.finished());
        assertThrows(KafkaException.class, batches::requireNoFailure);
    }
}
