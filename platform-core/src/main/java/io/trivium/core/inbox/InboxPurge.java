package io.trivium.core.inbox;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/** Forgets events that are too old to be delivered again. */
@ApplicationScoped
class InboxPurge {
    private static final Logger LOG = Logger.getLogger(InboxPurge.class);
    private static final int BATCH = 5000;

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
        OffsetDateTime limit = clock.instant().minus(config.retention()).atOffset(ZoneOffset.UTC);
        return transactions.withPlatformConnection(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from inbox_event where (tenant_id, consumer,"
                            + " event_id) in (select tenant_id, consumer, event_id from inbox_event where received_at < ? limit ?)")) {
                delete.setObject(1, limit);
                delete.setInt(2, BATCH);
                return delete.executeUpdate();
            }
        });
    }
}
