package io.trivium.med.delivery;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.patient.CurrentPatient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The rows of {@code delivery}: taken under a lease, marked with what became of them. Thread-safe. */
@ApplicationScoped
class DeliveryQueue {

    private record Due(
            String sopInstance,
            String sopClass,
            String transferSyntax,
            StudyInstanceUid study,
            String role,
            int attempt,
            String sha256,
            int offset,
            @Nullable String message,
            CurrentPatient.Row patient) {}

    private static final SqlQuery<Due> TAKE = SqlQuery.of(Due.class, """
        with due as (
            select tenant_id, destination, sop_instance_uid from delivery
            where destination = :destination and state = 'pending' and next_attempt_at <= :now
                and (lease_until is null or lease_until < :now)
                and not exists (select 1 from destination_pause p where p.destination = delivery.destination)
            order by created_at, study_instance_uid, role = 'sr', role limit :limit for update skip locked),
        taken as (
            update delivery d set attempts = d.attempts + 1, lease_until = :until
            from due where d.tenant_id = due.tenant_id and d.destination = due.destination
                and d.sop_instance_uid = due.sop_instance_uid
            returning d.*)
        select t.sop_instance_uid as sop_instance, r.sop_class_uid as sop_class,
            i.transfer_syntax_uid as transfer_syntax, t.study_instance_uid as study, t.role, t.attempts as attempt,
            r.sha256, i.data_set_offset as offset, m.body as message, p.patient_id, s.patient_name, s.birth_date, s.sex
        from taken t
        join result_object r on r.tenant_id = t.tenant_id and r.study_instance_uid = t.study_instance_uid
            and r.revision = t.revision and r.sop_instance_uid = t.sop_instance_uid
        join instance i on i.tenant_id = t.tenant_id and i.sop_instance_uid = t.sop_instance_uid
            and i.sha256 = r.sha256
        left join delivery_message m on m.tenant_id = t.tenant_id and m.destination = t.destination
            and m.sop_instance_uid = t.sop_instance_uid
        left join study s on s.tenant_id = t.tenant_id and s.study_instance_uid = t.study_instance_uid
        left join patient p on p.tenant_id = s.tenant_id and p.patient_id = s.patient_id
        order by t.created_at, t.study_instance_uid, t.role = 'sr', t.role
        """);

    private static final SqlUpdate SENT = SqlUpdate.of("""
        update delivery set state = 'sent', sent_at = :now, lease_until = null, last_error = null, next_attempt_at = :now
        where destination = :destination and sop_instance_uid = :sopInstance and attempts = :attempt
            and state = 'pending'
        """);

    private static final SqlUpdate FAILED = SqlUpdate.of("""
        update delivery set lease_until = null, last_error = :why, next_attempt_at = :due
        where destination = :destination and sop_instance_uid = :sopInstance and attempts = :attempt
            and state = 'pending'
        """);

    private static final SqlUpdate DEAD = SqlUpdate.of("""
        update delivery set state = 'dead', lease_until = null, last_error = :why
        where destination = :destination and sop_instance_uid = :sopInstance and attempts = :attempt
            and state = 'pending'
        """);

    private static final SqlQuery<InstanceReference> UNCOMMITTED = SqlQuery.of(InstanceReference.class, """
        select r.sop_class_uid as sop_class, d.sop_instance_uid as sop_instance from delivery d
        join result_object r on r.tenant_id = d.tenant_id and r.study_instance_uid = d.study_instance_uid
            and r.revision = d.revision and r.sop_instance_uid = d.sop_instance_uid
        where d.destination = :destination and d.state = 'sent' and d.next_attempt_at <= :now
            and not exists (select 1 from destination_pause p where p.destination = d.destination)
        order by d.sent_at limit :limit
        """);

    private static final SqlUpdate ASKED = SqlUpdate.of("""
        update delivery set commitment_uid = coalesce(:transaction, commitment_uid), last_error = :why,
            next_attempt_at = :due
        where destination = :destination and sop_instance_uid = any (:instances) and state = 'sent'
        """);

    private static final SqlUpdate COMMITTED = SqlUpdate.of("""
        update delivery d set state = 'committed', committed_at = c.received_at, last_error = null
        from commitment_result c where c.tenant_id = d.tenant_id and c.transaction_uid = d.commitment_uid
            and d.destination = :destination and d.state = 'sent' and d.sop_instance_uid = any (c.committed_uids)
        """);

    private static final SqlUpdate AGAIN = SqlUpdate.of("""
        update delivery d set state = case when d.attempts < :attempts then 'pending' else 'dead' end,
            next_attempt_at = :due, commitment_uid = null, sent_at = null,
            last_error = 'The other side took the object and then did not commit to it (failure reason '
                || upper(lpad(to_hex(c.failure_reasons[array_position(c.failed_uids, d.sop_instance_uid)]), 4, '0'))
                || '); its log says why.'
        from commitment_result c where c.tenant_id = d.tenant_id and c.transaction_uid = d.commitment_uid
            and d.destination = :destination and d.state = 'sent' and d.sop_instance_uid = any (c.failed_uids)
        """);

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
            Instant now = clock.instant();
            return TAKE
                    .on(connection)
                    .set("destination", destination.name())
                    .set("now", now)
                    .set("limit", most)
                    .set("until", now.plus(lease))
                    .list()
                    .stream()
                    .map(due -> new DueDelivery(
                            due.sopInstance(),
                            due.sopClass(),
                            due.transferSyntax(),
                            due.study(),
                            due.role(),
                            due.attempt(),
                            files.path(destination.tenant(), due.sha256()),
                            due.offset(),
                            Optional.ofNullable(due.message()),
                            due.patient().patient()))
                    .toList();
        });
    }

    /** The other side has it. */
    void sent(Destination destination, DueDelivery delivery) {
        update(destination, delivery, SENT, call -> call.set("now", clock.instant()));
    }

    /** It failed and is tried again after a pause. */
    void failed(Destination destination, DueDelivery delivery, Duration pause, String why) {
        update(
                destination,
                delivery,
                FAILED,
                call -> call.set("why", why).set("due", clock.instant().plus(pause)));
    }

    /** Marks a delivery as dead: it is not retried until an operator requests it. */
    void dead(Destination destination, DueDelivery delivery, String why) {
        update(destination, delivery, DEAD, call -> call.set("why", why));
    }

    private void update(
            Destination destination, DueDelivery delivery, SqlUpdate update, UnaryOperator<SqlUpdate.Call> values) {
        transactions.withConnection(
                destination.tenant(),
                connection -> values.apply(update.on(connection))
                        .set("destination", destination.name())
                        .set("sopInstance", delivery.sopInstance())
                        .set("attempt", delivery.attempt())
                        .run());
    }

    /**
     * Returns objects that were sent but not committed by the other side and whose next request is due, the oldest
     * first.
     */
    List<InstanceReference> uncommitted(Destination destination, int most) {
        return transactions.withConnection(
                destination.tenant(),
                connection -> UNCOMMITTED
                        .on(connection)
                        .set("destination", destination.name())
                        .set("now", clock.instant())
                        .set("limit", most)
                        .list());
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
        Duration wait = why.isPresent() ? destination.longestPause() : destination.commitmentWait();
        transactions.withConnection(
                destination.tenant(),
                connection -> ASKED.on(connection)
                        .set("transaction", transaction.orElse(null))
                        .set("why", why.orElse(null))
                        .set("due", clock.instant().plus(wait))
                        .set("destination", destination.name())
                        .set(
                                "instances",
                                asked.stream()
                                        .map(InstanceReference::sopInstance)
                                        .toList())
                        .run());
    }

    /**
     * Takes over what the other side has reported since.
     *
     * @return objects that it did not commit to; they are sent again
     */
    int settle(Destination destination) {
        return transactions.withConnection(destination.tenant(), connection -> {
            COMMITTED.on(connection).set("destination", destination.name()).run();
            return AGAIN.on(connection)
                    .set("attempts", destination.attempts())
                    .set("due", clock.instant().plus(destination.shortestPause()))
                    .set("destination", destination.name())
                    .run();
        });
    }
}
