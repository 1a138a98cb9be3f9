package io.trivium.core.inbox;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Forgets events that are too old to be delivered again. */
@ApplicationScoped
class InboxPurge {
    private static final Logger LOG = Logger.getLogger(InboxPurge.class);
    private static final int BATCH = 5000;

    private static final SqlUpdate DELETE = SqlUpdate.of("""
        delete from inbox_event where (tenant_id, consumer, event_id) in (
            select tenant_id, consumer, event_id from inbox_event where received_at < :before limit :most)
        """);

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final InboxConfig config;

    InboxPurge(TenantTransactions transactions, InstantSource clock, InboxConfig config) {
        this.transactions = transactions;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(
            identity = "inbox-purge",
            every = "${platform.inbox.purge-interval:10m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        int deleted;
        long all = 0;
        do {
            deleted = purgeBatch();
            all += deleted;
        } while (deleted == BATCH);
        LOG.debugf("forgot %d events of the inbox", all);
    }

    /** Deletes a bounded number of events, in a short transaction. */
    int purgeBatch() {
        return transactions.withPlatformConnection(connection -> DELETE.on(connection)
                .set("before", clock.instant().minus(config.retention()))
                .set("most", BATCH)
                .run());
    }
}
