package io.trivium.core.deadletter;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Forgets dead letters that were settled long ago; the audit log keeps who settled them and why. Thread-safe. */
@ApplicationScoped
class DeadLetterPurge {
    private static final Logger LOG = Logger.getLogger(DeadLetterPurge.class);
    private static final int BATCH = 1000;

    private final DeadLetterRepository letters;
    private final TenantTransactions transactions;
    private final KnownTenants known;
    private final InstantSource clock;
    private final DeadLetterConfig config;

    DeadLetterPurge(
            DeadLetterRepository letters,
            TenantTransactions transactions,
            KnownTenants known,
            InstantSource clock,
            DeadLetterConfig config) {
        this.letters = letters;
        this.transactions = transactions;
        this.known = known;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(
            identity = "dead-letter-purge",
            every = "6h",
            delayed = "5m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        int removed = purge(clock.instant().minus(config.keepSettled()));
        if (removed > 0) {
            LOG.infof(
                    "%d dead letters that were settled longer ago than %s were removed", removed, config.keepSettled());
        }
    }

    /** Removes those that were settled before, of all organisations and of none; returns how many. */
    int purge(Instant before) {
        return Stream.concat(known.all().stream(), Stream.of(TenantId.PLATFORM))
                .mapToInt(tenant -> purge(tenant, before))
                .sum();
    }

    private int purge(TenantId tenant, Instant before) {
        int all = 0;
        int removed;
        do {
            removed = transactions.call(tenant, () -> letters.removeSettled(tenant, before, BATCH));
            all += removed;
        } while (removed == BATCH);
        return all;
    }
}
