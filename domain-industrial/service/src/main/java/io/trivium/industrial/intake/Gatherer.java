package io.trivium.industrial.intake;

import io.trivium.core.fault.FaultPoint;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.reading.ReadingBatch;
import io.trivium.industrial.reading.ReadingQuality;
import io.trivium.industrial.reading.Series;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Batches the readings of one asset or edge node: a record for each reading would cost broker and database more than
 * the reading. A batch is sent when it is full or has waited long enough, and retried until the broker has it; then the
 * messages of its readings are acknowledged. Only then the next batch of the same key is sent: one that overtook it
 * would make its readings late, and late ones raise no alarm. Of one thread, that of the executor.
 */
public final class Gatherer implements ReadingSink {
    private static final Logger LOG = Logger.getLogger(Gatherer.class);
    private static final int FULL = 5_000;
    private static final long RETRY_MS = 1_000;

    private final TenantId tenant;
    private final Function<ReadingBatch, CompletableFuture<Void>> publish;
    private final ScheduledExecutorService executor;
    private final LongSupplier nanos;
    private final long gatherNanos;
    private final Map<String, Open> open = new HashMap<>();

    /** By key, the batch that is not confirmed yet, and behind it what was full meanwhile. */
    private final Map<String, Deque<Gathered>> underWay = new HashMap<>();

    /** A batch that may still grow, and the messages in it. */
    private static final class Open {
        private final ReadingBatch.Builder readings;
        private final List<Receipt> receipts = new ArrayList<>();
        private final long since;
        private @Nullable Receipt last;

        Open(ReadingBatch.Builder readings, long since) {
            this.readings = readings;
            this.since = since;
        }

        void holdOnce(Receipt receipt) {
            if (receipt != last) {
                receipt.hold();
                receipts.add(receipt);
                last = receipt;
            }
        }
    }

    /** A batch that is complete, and the messages that wait for it. */
    private record Gathered(ReadingBatch readings, List<Receipt> receipts) {}

    public Gatherer(
            TenantId tenant,
            Function<ReadingBatch, CompletableFuture<Void>> publish,
            ScheduledExecutorService executor,
            LongSupplier nanos,
            long gatherNanos) {
        this.tenant = tenant;
        this.publish = publish;
        this.executor = executor;
        this.nanos = nanos;
        this.gatherNanos = gatherNanos;
    }

    /** Adds a reading; its message is acknowledged no sooner than the reading is confirmed. */
    @Override
    public void add(String key, Series series, long atMicros, double value, ReadingQuality quality, Receipt receipt) {
        Open batch = open.computeIfAbsent(key, k -> new Open(ReadingBatch.of(tenant, k), nanos.getAsLong()));
        batch.holdOnce(receipt);
        batch.readings.add(series, atMicros, value, quality);
        if (batch.readings.size() >= FULL) {
            open.remove(key);
            send(batch);
        }
    }

    /** Sends what has waited long enough. */
    public void flush() {
        long now = nanos.getAsLong();
        flush(batch -> now - batch.since >= gatherNanos);
    }

    /** Sends all there is, since nothing else comes. */
    public void flushAll() {
        flush(batch -> true);
    }

    /** Whether readings wait to be sent. */
    boolean isGathering() {
        return !open.isEmpty();
    }

    /**
     * Sends due batches. A batch that would have to wait for the previous one of its key may continue to grow instead.
     */
    private void flush(Predicate<Open> due) {
        Iterator<Map.Entry<String, Open>> batches = open.entrySet().iterator();
        while (batches.hasNext()) {
            Map.Entry<String, Open> batch = batches.next();
            if (!underWay.containsKey(batch.getKey()) && due.test(batch.getValue())) {
                batches.remove();
                send(batch.getValue());
            }
        }
    }

    private void send(Open batch) {
        Gathered gathered = new Gathered(batch.readings.build(), batch.receipts);
        Deque<Gathered> before = underWay.computeIfAbsent(gathered.readings().key(), key -> new ArrayDeque<>());
        before.add(gathered);
        if (before.size() == 1) publish(gathered);
    }

    private void publish(Gathered batch) {
        var _ = publish.apply(batch.readings()).whenComplete((done, failure) -> {
            if (failure == null) {
                FaultPoint.pass("industrial.readings.sent");
                batch.receipts().forEach(Receipt::release);
                onThread(() -> confirmed(batch.readings().key()), 0);
            } else {
                LOG.warnf(
                        "%d readings of %s are not confirmed: %s; they are sent again",
                        batch.readings().size(), batch.readings().key(), failure);
                onThread(() -> publish(batch), RETRY_MS);
            }
        });
    }

    private void confirmed(String key) {
        Deque<Gathered> left = underWay.get(key);
        if (left == null) return;
        left.removeFirst();
        if (left.isEmpty()) underWay.remove(key);
        else publish(left.getFirst());
    }

    /**
     * Messages that cannot be sent because the service stops are not acknowledged, and are therefore delivered again.
     */
    private void onThread(Runnable work, long afterMs) {
        try {
            var _ = executor.schedule(work, afterMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the service stops before the readings are confirmed", e);
        }
    }
}
