package io.trivium.industrial.quality;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is wrong with the data, and writes it down every second. What was counted in the second before a crash is not
 * written. Thread-safe, and cheap enough to be called for each message.
 */
@ApplicationScoped
public class QualityLog implements QualityNotes {
    private static final Logger LOG = Logger.getLogger(QualityLog.class);
    /** Sources and reasons held in memory; what comes beyond is counted together. */
    private static final int MOST_KEYS = 10_000;

    private static final String OTHERS = "(others)";
    private static final int LONGEST_SOURCE = 300;
    private static final int LONGEST_DETAIL = 500;
    private static final int LONGEST_EXAMPLE = 2_000;

    private final QualityRepository repository;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final ReentrantLock lock = new ReentrantLock();
    private Map<Key, Count> counts = new HashMap<>();

    record Key(TenantId tenant, String source, QualityReason reason) {}

    record Count(
            long occurrences,
            Instant first,
            Instant last,
            String detail,
            @Nullable String example) {

        Count plus(Count later) {
            return new Count(
                    occurrences + later.occurrences,
                    first,
                    later.last,
                    later.detail,
                    later.example == null ? example : later.example);
        }
    }

    QualityLog(
            QualityRepository repository, TenantTransactions transactions, InstantSource clock, MeterRegistry meters) {
        this.repository = repository;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void note(
            TenantId tenant,
            String source,
            QualityReason reason,
            long occurrences,
            String detail,
            @Nullable String example) {
        Instant now = clock.instant();
        Key key = new Key(tenant, cut(source, LONGEST_SOURCE), reason);
        Count count = new Count(
                occurrences,
                now,
                now,
                cut(detail, LONGEST_DETAIL),
                example == null ? null : cut(example, LONGEST_EXAMPLE));
        meters.counter(IndustrialMetrics.REFUSALS, "reason", reason.wireName()).increment((double) occurrences);
        lock.lock();
        try {
            if (counts.size() >= MOST_KEYS && !counts.containsKey(key)) key = new Key(tenant, OTHERS, reason);
            counts.merge(key, count, Count::plus);
        } finally {
            lock.unlock();
        }
    }

    /** NUL has no place in PostgreSQL's text. */
    private static String cut(String text, int length) {
        String clean = text.replace('\0', ' ');
        return clean.length() <= length ? clean : clean.substring(0, length);
    }

    @Scheduled(identity = "quality-log", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void flushEverySecond() {
        flush();
    }

    void flushAtTheEnd(@Observes ShutdownEvent event) {
        flush();
    }

    /** Writes what was counted; what cannot be written is kept for the next time. */
    public void flush() {
        Map<Key, Count> taken;
        lock.lock();
        try {
            if (counts.isEmpty()) return;
            taken = counts;
            counts = new HashMap<>();
        } finally {
            lock.unlock();
        }
        Map<TenantId, Map<Key, Count>> byTenant = taken.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().tenant(), Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        byTenant.forEach((tenant, part) -> {
            try {
                transactions.withConnection(tenant, connection -> repository.add(connection, tenant, part));
            } catch (RuntimeException e) {
                LOG.warn("what is wrong with the data cannot be written for the moment; it is kept", e);
                keep(part);
            }
        });
    }

    private void keep(Map<Key, Count> part) {
        lock.lock();
        try {
            part.forEach((key, count) -> counts.merge(key, count, (later, earlier) -> earlier.plus(later)));
        } finally {
            lock.unlock();
        }
    }
}
