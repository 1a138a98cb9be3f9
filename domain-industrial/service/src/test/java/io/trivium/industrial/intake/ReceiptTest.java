package io.trivium.industrial.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.reading.ReadingBatch;
import io.trivium.industrial.reading.ReadingQuality;
import io.trivium.industrial.reading.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message is acknowledged after everything derived from it, and not before. */
class ReceiptTest {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<ReadingBatch> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> confirmations = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Semaphore published = new Semaphore(0);
    private final Gatherer gatherer = new Gatherer(
            new TenantId("demo-plant"),
            batch -> {
                sent.add(batch);
                CompletableFuture<Void> confirmation = new CompletableFuture<>();
                confirmations.add(confirmation);
                published.release();
                return confirmation;
            },
            executor,
            nanos::get,
            100);

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    private Receipt message(AtomicInteger acknowledged, String... keys) {
        Receipt receipt = new Receipt(acknowledged::incrementAndGet);
        for (String key : keys) gatherer.add(key, new Series(key, "t"), 1, 1, ReadingQuality.GOOD, receipt);
        receipt.release();
        return receipt;
    }

    @Test
    void aMessageWithoutReadingsIsAcknowledgedAtOnce() {
        AtomicInteger acknowledged = new AtomicInteger();
        message(acknowledged);
        assertEquals(1, acknowledged.get());
    }

    @Test
    void readingsWaitAndTravelTogether() {
        AtomicInteger acknowledged = new AtomicInteger();
        message(acknowledged, "a");
        message(acknowledged, "a", "a");
        nanos.set(99);
        gatherer.flush();
        assertEquals(0, sent.size());
        nanos.set(100);
        gatherer.flush();
        assertEquals(3, sent.getFirst().size());
        assertEquals(0, acknowledged.get());
        confirmations.getFirst().complete(null);
        assertEquals(2, acknowledged.get());
    }

    @Test
    void whatIsThereGoesAtOnceWhenNothingElseComes() {
        AtomicInteger acknowledged = new AtomicInteger();
        message(acknowledged, "a", "b");
        gatherer.flushAll();
        assertEquals(2, sent.size());
        gatherer.flushAll();
        assertEquals(2, sent.size());
    }

    @Test
    void aMessageOfTwoBatchesWaitsForBoth() {
        AtomicInteger acknowledged = new AtomicInteger();
        message(acknowledged, "a", "b");
        nanos.set(100);
        gatherer.flush();
        confirmations.getFirst().complete(null);
        assertEquals(0, acknowledged.get());
        confirmations.getLast().complete(null);
        assertEquals(1, acknowledged.get());
    }

    @Test
    void whatIsNotConfirmedIsSentAgain() throws InterruptedException, ExecutionException {
        AtomicInteger acknowledged = new AtomicInteger();
        message(acknowledged, "a");
        nanos.set(100);
        gatherer.flush();
        confirmations.getFirst().completeExceptionally(new IllegalStateException("the broker is away"));
        published.acquire(2);
        executor.submit(() -> {}).get();
        assertEquals(0, acknowledged.get());
        confirmations.getLast().complete(null);
        assertEquals(1, acknowledged.get());
        assertEquals(2, sent.size());
    }

    /**
     * A limit is passed and passed back while Kafka is unavailable for longer than a record may wait: the alarm must
     * not miss it.
     */
    @Test
    void whatCameLaterDoesNotOvertakeWhatIsSentAgain() throws InterruptedException, ExecutionException {
        AtomicInteger acknowledged = new AtomicInteger();
        message(acknowledged, "a");
        gatherer.flushAll();
        message(acknowledged, "a", "b");
        gatherer.flushAll();
        assertEquals(List.of("a", "b"), sent.stream().map(ReadingBatch::key).toList());
        confirmations.getFirst().completeExceptionally(new IllegalStateException("the broker is away"));
        published.acquire(3);
        executor.submit(() -> {}).get();
        confirmations.getLast().complete(null);
        executor.submit(gatherer::flushAll).get();
        assertEquals(
                List.of("a", "b", "a", "a"),
                sent.stream().map(ReadingBatch::key).toList());
        assertEquals(1, acknowledged.get());
    }
}
