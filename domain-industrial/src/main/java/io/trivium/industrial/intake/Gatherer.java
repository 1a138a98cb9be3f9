package io.trivium.industrial.intake;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.reading.ReadingBatch;
import io.trivium.industrial.reading.ReadingQuality;
import io.trivium.industrial.reading.Series;
import java.util.ArrayList;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets the readings of one asset or edge node travel together: a record for each reading would cost broker and database more
 * than the reading. A batch goes when it is full or has waited long enough, and again and again until the broker has it; then
 * the messages it came from are acknowledged. Of one thread, that of the executor.
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
        Iterator<Open> batches = open.values().iterator();
        while (batches.hasNext()) {
            Open batch = batches.next();
            if (now - batch.since >= gatherNanos) {
                batches.remove();
                send(batch);
            }
        }
    }

    /** Sends all there is, since nothing else comes. */
    public void flushAll() {
        List<Open> batches = List.copyOf(open.values());
        open.clear();
        batches.forEach(this::send);
    }

    private void send(Open batch) {
        send(batch.readings.build(), batch.receipts);
    }

    private void send(ReadingBatch batch, List<Receipt> receipts) {
        var _ = publish.apply(batch).whenComplete((done, failure) -> {
            if (failure == null) {
                receipts.forEach(Receipt::release);
            } else {
                LOG.warnf(
                        "%d readings of %s are not confirmed: %s; they are sent again",
                        batch.size(), batch.key(), failure);
                again(batch, receipts);
            }
        });
    }

    /** What cannot be sent again since the service stops is not acknowledged, and so comes again. */
    private void again(ReadingBatch batch, List<Receipt> receipts) {
        try {
            var _ = executor.schedule(() -> send(batch, receipts), RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the service stops before the readings are confirmed", e);
        }
    }
}
