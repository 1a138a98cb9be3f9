package io.trivium.core.audit.shipping;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditReader;
import io.trivium.core.observability.MetricNames;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ships all chains to one destination, in order, on one thread: a batch, then the cursor. A failure of one chain does not hold up the
 * others. After a failure the pauses double; what was not confirmed is sent again.
 */
final class ShippingLane {
    private static final Logger LOG = Logger.getLogger(ShippingLane.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Destination destination;
    private final ShippingCursors cursors;
    private final AuditReader reader;
    private final ShippingConfig config;
    private final InstantSource clock;
    private final Counter shipped;
    private final Counter failed;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    private int failures;
    private volatile long waiting;
    private volatile @Nullable Instant oldest;
    private volatile @Nullable String lastError;

    ShippingLane(
            Destination destination,
            ShippingCursors cursors,
            AuditReader reader,
            ShippingConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.destination = destination;
        this.cursors = cursors;
        this.reader = reader;
        this.config = config;
        this.clock = clock;
        String name = destination.name();
        this.thread = Thread.ofVirtual().name("audit-shipping-" + name).unstarted(this::run);
        this.shipped = meters.counter(MetricNames.AUDIT_SHIPPING_SHIPPED, "destination", name);
        this.failed = meters.counter(MetricNames.AUDIT_SHIPPING_FAILURES, "destination", name);
        Gauge.builder(MetricNames.AUDIT_SHIPPING_WAITING, this, lane -> (double) lane.waiting)
                .tag("destination", name)
                .register(meters);
        Gauge.builder(MetricNames.AUDIT_SHIPPING_AGE, this, lane -> lane.age().toMillis() / 1000.0)
                .baseUnit("seconds")
                .tag("destination", name)
                .register(meters);
    }

    void start() {
        thread.start();
    }

    /** Ends the attempt in progress; what it sent and the destination did not confirm is sent again after the next start. */
    void stop() {
        stopping.countDown();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Destination destination() {
        return destination;
    }

    /** Why the latest attempt failed; empty after one that did not. */
    String lastError() {
        String error = lastError;
        return error == null ? "" : error;
    }

    private Duration age() {
        Instant since = oldest;
        return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    private void run() {
        try {
            Duration pause = config.interval();
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) pause = round();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void close() {
        try {
            destination.close();
        } catch (IOException e) {
            LOG.debugf(e, "the connection to %s was not closed in order", destination.location());
        }
    }

    /** Ships what is due of each chain; returns how long to wait before the next round. */
    private Duration round() {
        String error = null;
        try {
            measure(cursors.behind(destination.name()));
            if (waiting > 0) error = shipAll();
            measure(cursors.behind(destination.name()));
        } catch (RuntimeException e) {
            error = "the database: " + e.getMessage();
        }
        lastError = error;
        if (error == null) {
            if (failures > 0) LOG.infof("the audit log is shipped to %s again", destination.location());
            failures = 0;
            return config.interval();
        }
        if (stopping.getCount() == 0) return Duration.ZERO;
        failures++;
        failed.increment();
        if (Integer.bitCount(failures) == 1) {
            LOG.warnf(
                    "the audit log cannot be shipped to %s (%s, attempt %d in a row); its entries wait: %s",
                    destination.name(), destination.location(), failures, error);
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(config.longestPause()) < 0 ? doubled : config.longestPause();
    }

    /** Returns why a chain could not be shipped; null if all could, or another instance of the service has the lease. */
    private @Nullable String shipAll() {
        String error = null;
        Optional<ShippingCursors.Lease> lease = cursors.lease(destination.name());
        if (lease.isEmpty()) return null;
        try (ShippingCursors.Lease _ = lease.orElseThrow()) {
            for (ShippingCursors.Behind chain : cursors.behind(destination.name())) {
                try {
                    ship(chain);
                } catch (IOException | ShippingException e) {
                    String reason = e.getMessage();
                    error = "chain " + chain.cursor().tenant() + ": " + (reason == null ? e.toString() : reason);
                }
            }
        }
        return error;
    }

    private void ship(ShippingCursors.Behind chain) throws IOException, ShippingException {
        ShippingCursor cursor = chain.cursor();
        while (stopping.getCount() > 0) {
            List<AuditEntry> entries = reader.after(cursor.tenant(), cursor.seq(), config.batchEntries());
            if (entries.isEmpty() || !due(entries)) return;
            requireChain(cursor, entries);
            ShippingCursor next = destination.ship(cursor, entries);
            if (!cursors.advance(destination.name(), cursor, next)) {
                throw new ShippingException("another instance ships too, or the session of the lease ended");
            }
            shipped.increment((double) (next.seq() - cursor.seq()));
            boolean more = entries.size() == config.batchEntries()
                    || next.seq() < entries.getLast().seq();
            cursor = next;
            if (!more) return;
        }
    }

    private boolean due(List<AuditEntry> entries) {
        return !destination.collects()
                || entries.size() == config.batchEntries()
                || !entries.getFirst().time().plus(config.segmentInterval()).isAfter(clock.instant());
    }

    /** What does not follow from what was shipped is not shipped: the receiver's chain stays as it was, and an alert follows. */
    private static void requireChain(ShippingCursor cursor, List<AuditEntry> entries) throws ShippingException {
        long seq = cursor.seq();
        String hash = cursor.hash();
        for (AuditEntry entry : entries) {
            if (entry.seq() != seq + 1
                    || !entry.prevHash().equals(hash)
                    || !entry.hash().equals(entry.computeHash())) {
                throw new ShippingException("entry " + (seq + 1)
                        + " is missing or was changed in the database; see ./trivium audit verify");
            }
            seq = entry.seq();
            hash = entry.hash();
        }
    }

    private void measure(List<ShippingCursors.Behind> chains) {
        waiting = chains.stream().mapToLong(ShippingCursors.Behind::entries).sum();
        oldest = chains.stream()
                .map(ShippingCursors.Behind::oldest)
                .min(Instant::compareTo)
                .orElse(null);
    }
}
