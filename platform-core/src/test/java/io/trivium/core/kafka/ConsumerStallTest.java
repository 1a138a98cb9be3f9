package io.trivium.core.kafka;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.kafka.ConsumerStall.StalledException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerStallTest {
    private static final TopicPartition LABELS = new TopicPartition("learning.label.v1", 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AtomicLong clock = new AtomicLong();
    private final ConsumerStall stall = new ConsumerStall(PATIENCE, clock::get);

    @SuppressWarnings("removal") // the only way to make one
    private static ConsumerGroupMetadata member(int generation) {
        return new ConsumerGroupMetadata("group", generation, "member", Optional.empty());
    }

    /** A consumer at offset 10 of a log of so many records. */
    private static MockConsumer<byte[], byte[]> consumer(long end, int generation) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public ConsumerGroupMetadata groupMetadata() {
                return member(generation);
            }
        };
        consumer.assign(List.of(LABELS));
        consumer.updateBeginningOffsets(Map.of(LABELS, 0L));
        consumer.updateEndOffsets(Map.of(LABELS, end));
        consumer.seek(LABELS, 10);
        return consumer;
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void findsOneThatGetsNothingAlthoughRecordsWait() {
        var consumer = consumer(15, 3);
        pass(PATIENCE.dividedBy(2));
        assertDoesNotThrow(() -> stall.quiet(consumer));
        pass(PATIENCE.dividedBy(2));
        StalledException found = assertThrows(StalledException.class, () -> stall.quiet(consumer));
        assertTrue(String.valueOf(found.getMessage()).contains("learning.label.v1-0=5"), found.getMessage());
    }

    @Test
    void findsOneThatIsInNoGroup() {
        pass(PATIENCE);
        assertThrows(StalledException.class, () -> stall.quiet(consumer(10, -1)));
    }

    @Test
    void leavesOneThatHasReadAllAlone() {
        var consumer = consumer(10, 3);
        for (int minute = 0; minute < 5; minute++) {
            pass(PATIENCE);
            assertDoesNotThrow(() -> stall.quiet(consumer));
        }
    }

    @Test
    void startsAnewWithEachRecord() {
        var consumer = consumer(15, 3);
        pass(PATIENCE.minusSeconds(1));
        stall.progressed();
        pass(PATIENCE.minusSeconds(1));
        assertDoesNotThrow(() -> stall.quiet(consumer));
    }

    @Test
    void doesNotTakeAPauseForAStandstill() {
        var consumer = consumer(15, 3);
        consumer.pause(List.of(LABELS));
        pass(PATIENCE);
        assertDoesNotThrow(() -> stall.quiet(consumer));
    }
}
