package io.trivium.med.delivery;

import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.dicom.data.InstanceReference;
import io.trivium.med.patient.CurrentPatient;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of {@code delivery}: taken under a lease, marked with what became of them. Thread-safe. */
@ApplicationScoped
class DeliveryQueue {

    private final TenantTransactions transactions;
    private final StoredFiles files;
    private final InstantSource clock;

    DeliveryQueue(TenantTransactions transactions, StoredFiles files, InstantSource clock) {
        this.transactions = transactions;
        this.files = files;
        this.clock = clock;
    }

    /**
     * Takes the oldest deliveries that are due, none while the destination is paused. Of one study the report comes last, when
     * what it refers to is there.
     */
    List<DueDelivery> take(Destination destination, int most, Duration lease) {
        return transactions.withConnection(destination.tenant(), connection -> {
            OffsetDateTime now = now();
            try (PreparedStatement take = connection.prepareStatement("""
                    with due as (
                        select tenant_id, destination, sop_instance_uid from delivery
                        where destination = ? and state = 'pending' and next_attempt_at <= ?
                            and (lease_until is null or lease_until < ?)
                            and not exists (select 1 from destination_pause p where p.destination = delivery.destination)
                        order by created_at, study_instance_uid, role = 'sr', role limit ? for update skip locked),
                    taken as (
                        update delivery d set attempts = d.attempts + 1, lease_until = ?
                        from due where d.tenant_id = due.tenant_id and d.destination = due.destination
                            and d.sop_instance_uid = due.sop_instance_uid
                        returning d.*)
                    select t.sop_instance_uid, r.sop_class_uid, i.transfer_syntax_uid, t.study_instance_uid, t.role,
                        t.attempts, r.sha256, i.data_set_offset, m.body, p.patient_id, s.patient_name, s.birth_date, s.sex
                    from taken t
                    join result_object r on r.tenant_id = t.tenant_id and r.study_instance_uid = t.study_instance_uid
                        and r.revision = t.revision and r.sop_instance_uid = t.sop_instance_uid
                    join instance i on i.tenant_id = t.tenant_id and i.sop_instance_uid = t.sop_instance_uid
                        and i.sha256 = r.sha256
                    left join delivery_message m on m.tenant_id = t.tenant_id and m.destination = t.destination
                        and m.sop_instance_uid = t.sop_instance_uid
                    left join study s on s.tenant_id = t.tenant_id and s.study_instance_uid = t.study_instance_uid
                    left join patient p on p.tenant_id = s.tenant_id and p.patient_id = s.patient_id
                    order by t.created_at, t.study_instance_uid, t.role = 'sr', t.role""")) {
                take.setString(1, destination.name());
                take.setObject(2, now);
                take.setObject(3, now);
                take.setInt(4, most);
                take.setObject(5, now.plus(lease));
                List<DueDelivery> due = new ArrayList<>();
                try (ResultSet rows = take.executeQuery()) {
                    while (rows.next()) {
                        due.add(new DueDelivery(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getInt(6),
                                files.path(destination.tenant(), rows.getString(7)),
                                rows.getInt(8),
                                Optional.ofNullable(rows.getString(9)),
                                CurrentPatient.of(rows, 10)));
                    }
                }
                return due;
            }
        });
    }

    /** The other side has it. */
    void sent(Destination destination, DueDelivery delivery) {
        update(destination, """
                update delivery set state = 'sent', sent_at = ?, lease_until = null, last_error = null, next_attempt_at = ?
                where destination = ? and sop_instance_uid = ? and attempts = ? and state = 'pending'""", statement -> {
            statement.setObject(1, now());
            statement.setObject(2, now());
            statement.setString(3, destination.name());
            statement.setString(4, delivery.sopInstance());
            statement.setInt(5, delivery.attempt());
        });
    }

    /** It failed and is tried again after a pause. */
    void failed(Destination destination, DueDelivery delivery, Duration pause, String why) {
        update(destination, """
                update delivery set lease_until = null, last_error = ?, next_attempt_at = ?
                where destination = ? and sop_instance_uid = ? and attempts = ? and state = 'pending'""", statement -> {
            statement.setString(1, why);
            statement.setObject(2, now().plus(pause));
            statement.setString(3, destination.name());
            statement.setString(4, delivery.sopInstance());
            statement.setInt(5, delivery.attempt());
        });
    }

    /** Marks a delivery as dead: it is not retried until an operator requests it. */
    void dead(Destination destination, DueDelivery delivery, String why) {
        update(destination, """
                update delivery set state = 'dead', lease_until = null, last_error = ?
                where destination = ? and sop_instance_uid = ? and attempts = ? and state = 'pending'""", statement -> {
            statement.setString(1, why);
            statement.setString(2, destination.name());
            statement.setString(3, delivery.sopInstance());
            statement.setInt(4, delivery.attempt());
        });
    }

    /**
     * Returns objects that were sent but not committed by the other side and whose next request is due, the oldest
     * first.
     */
    List<InstanceReference> uncommitted(Destination destination, int most) {
        return transactions.withConnection(destination.tenant(), connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select r.sop_class_uid, d.sop_instance_uid from delivery d
                    join result_object r on r.tenant_id = d.tenant_id and r.study_instance_uid = d.study_instance_uid
                        and r.revision = d.revision and r.sop_instance_uid = d.sop_instance_uid
                    where d.destination = ? and d.state = 'sent' and d.next_attempt_at <= ?
                        and not exists (select 1 from destination_pause p where p.destination = d.destination)
                    order by d.sent_at limit ?""")) {
                query.setString(1, destination.name());
                query.setObject(2, now());
                query.setInt(3, most);
                List<InstanceReference> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) found.add(new InstanceReference(rows.getString(1), rows.getString(2)));
                }
                return found;
            }
        });
    }

    /**
     * Records that commitment was requested under this transaction UID, or could not be ({@code why}); the next request
     * follows after the wait.
     */
    void asked(
            Destination destination,
            List<InstanceReference> asked,
            Optional<String> transaction,
            Optional<String> why) {
        update(destination, """
                update delivery set commitment_uid = coalesce(?, commitment_uid), last_error = ?, next_attempt_at = ?
                where destination = ? and sop_instance_uid = any(?) and state = 'sent'""", statement -> {
            statement.setString(1, transaction.orElse(null));
            statement.setString(2, why.orElse(null));
            statement.setObject(
                    3, now().plus(why.isPresent() ? destination.longestPause() : destination.commitmentWait()));
            statement.setString(4, destination.name());
            statement.setArray(
                    5,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "text",
                                    asked.stream()
                                            .map(InstanceReference::sopInstance)
                                            .toArray()));
        });
    }

    /**
     * Takes over what the other side has reported since.
     *
     * @return objects that it did not commit to; they are sent again
     */
    int settle(Destination destination) {
        return transactions.withConnection(destination.tenant(), connection -> {
            try (PreparedStatement committed = connection.prepareStatement("""
                    update delivery d set state = 'committed', committed_at = c.received_at, last_error = null
                    from commitment_result c where c.tenant_id = d.tenant_id and c.transaction_uid = d.commitment_uid
                        and d.destination = ? and d.state = 'sent' and d.sop_instance_uid = any(c.committed_uids)""")) {
                committed.setString(1, destination.name());
                committed.executeUpdate();
            }
            return again(connection, destination);
        });
    }

    private int again(Connection connection, Destination destination) throws SQLException {
        try (PreparedStatement failed = connection.prepareStatement("""
                update delivery d set state = case when d.attempts < ? then 'pending' else 'dead' end,
                    next_attempt_at = ?, commitment_uid = null, sent_at = null,
                    last_error = 'The other side took the object and then did not commit to it (failure reason '
                        || upper(lpad(to_hex(c.failure_reasons[array_position(c.failed_uids, d.sop_instance_uid)]), 4, '0'))
                        || '); its log says why.'
                from commitment_result c where c.tenant_id = d.tenant_id and c.transaction_uid = d.commitment_uid
                    and d.destination = ? and d.state = 'sent' and d.sop_instance_uid = any(c.failed_uids)""")) {
            failed.setInt(1, destination.attempts());
            failed.setObject(2, now().plus(destination.shortestPause()));
            failed.setString(3, destination.name());
            return failed.executeUpdate();
        }
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private int update(Destination destination, String sql, Parameters parameters) {
        return transactions.withConnection(destination.tenant(), connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                parameters.set(update);
                return update.executeUpdate();
            }
        });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
