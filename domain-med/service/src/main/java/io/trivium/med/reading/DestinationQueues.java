package io.trivium.med.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.reading.DestinationView.QueuedView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads the queues of destinations. Thread-safe. */
@ApplicationScoped
class DestinationQueues {

    private static final String QUEUE = "select * from delivery where destination = ? and state = ?"
            + " order by created_at desc, sop_instance_uid limit ? offset ?";

    private final TenantTransactions transactions;

    DestinationQueues(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Deliveries in one state, the newest first. */
    List<QueuedView> of(TenantId tenant, String destination, String state, int limit, int offset) {
        return transactions.withConnection(
                tenant,
                connection ->
                        Sql.list(connection, QUEUE, DestinationQueues::queued, destination, state, limit, offset));
    }

    private static QueuedView queued(ResultSet row) throws SQLException {
        return new QueuedView(
                row.getString("study_instance_uid"), row.getInt("revision"), StudyRepository.delivery(row));
    }
}
