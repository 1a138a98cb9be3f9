package io.trivium.med.reading;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.reading.DestinationView.QueuedView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads the queues of destinations. Thread-safe. */
@ApplicationScoped
class DestinationQueues {

    private static final SqlQuery<QueuedView> QUEUE = SqlQuery.of(
            QueuedView.class,
            "select study_instance_uid, revision, " + StudyRepository.DELIVERY
                    + " from delivery where destination = :destination and state = :state"
                    + " order by created_at desc, sop_instance_uid limit :limit offset :offset");

    private final TenantTransactions transactions;

    DestinationQueues(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Deliveries in one state, the newest first. */
    List<QueuedView> of(TenantId tenant, String destination, String state, int limit, int offset) {
        return transactions.withConnection(
                tenant,
                connection -> QUEUE.on(connection)
                        .set("destination", destination)
                        .set("state", state)
                        .set("limit", limit)
                        .set("offset", offset)
                        .list());
    }
}
