package io.trivium.med.workitem;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.report.WorkItem.State;
import io.trivium.med.workitem.TransitionPolicy.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of work items; every change is decided on the locked row and audited with it. Thread-safe. */
@ApplicationScoped
public class WorkItemStore {

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into work_item (tenant_id, sop_instance_uid, state, priority, patient_id, study_instance_uid, revision,
            content, created_at, updated_at)
        values (:tenant, :uid, 'SCHEDULED', :priority, :patientId, :study, :revision, :content, :now, :now)
        on conflict do nothing
        """);

    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Row(String uid, String state, @Nullable String transaction, byte[] content) {

        StoredItem item() {
            try {
                DataSet data = DataSetReader.read(content, Uids.EXPLICIT_LITTLE_ENDIAN, Limits.OBJECT);
                return new StoredItem(uid, State.of(state), Optional.ofNullable(transaction), data);
            } catch (IOException e) {
                throw new UncheckedIOException("work item " + uid + " cannot be read", e);
            }
        }
    }

    private static final String ITEM =
            "select sop_instance_uid as uid, state, transaction_uid as transaction, content from work_item ";

    private static final SqlQuery<Row> FIND = SqlQuery.of(Row.class, ITEM + "where sop_instance_uid = :uid");

    private static final SqlQuery<Row> FIND_FOR_CHANGE =
            SqlQuery.of(Row.class, ITEM + "where sop_instance_uid = :uid for update");

    private static final SqlQuery<Row> SEARCH = SqlQuery.of(Row.class, ITEM + """
        where state = coalesce(:state, state) and priority = coalesce(:priority, priority)
            and (:patientId::text is null or patient_id = :patientId)
            and (:study::text is null or study_instance_uid = :study)
        order by case priority when 'HIGH' then 1 when 'MEDIUM' then 2 else 3 end, created_at, sop_instance_uid
        limit :limit offset :offset
        """);

    private static final SqlUpdate WRITE = SqlUpdate.of("""
        update work_item set state = :state, transaction_uid = :transaction, priority = :priority, content = :content,
            updated_at = :now
        where sop_instance_uid = :uid
        """);

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    WorkItemStore(TenantTransactions transactions, AuditLog audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Which items are looked for; empty for any.
     *
     * @param limit most answers
     * @param offset answers left out at the beginning
     */
    record Query(
            Optional<State> state,
            Optional<String> priority,
            Optional<String> patientId,
            Optional<String> study,
            int limit,
            int offset) {}

    /** A revision of a study that an item is about. */
    public record Subject(StudyInstanceUid study, int revision) {}

    /**
     * Adds an unclaimed item.
     *
     * @param item with its SOP Instance UID
     * @param subject the revision that this node reads; empty for items of other performers
     * @return false if there is already one with this UID, or for this revision
     */
    public boolean add(TenantId tenant, DataSet item, Optional<Subject> subject, String by) {
        String uid = item.textOr(Tag.SOP_INSTANCE_UID, "");
        item.remove(Tag.PROCEDURE_STEP_STATE);
        item.remove(Tag.TRANSACTION_UID);
        return transactions.withConnection(tenant, connection -> {
            int added = ADD.on(connection)
                    .set("tenant", tenant)
                    .set("uid", uid)
                    .set("priority", priority(item))
                    .set("patientId", item.text(Tag.PATIENT_ID).orElse(null))
                    .set(
                            "study",
                            subject.map(each -> each.study().value())
                                    .orElseGet(() ->
                                            item.text(Tag.STUDY_INSTANCE_UID).orElse(null)))
                    .set("revision", subject.map(Subject::revision).orElse(null))
                    .set("content", DataSetWriter.bytes(item))
                    .set("now", clock.instant())
                    .run();
            if (added == 0) return false;
            record(tenant, by, "work-item.create", uid);
            return true;
        });
    }

    private static String priority(DataSet item) {
        String priority = item.textOr(Tag.SCHEDULED_PROCEDURE_STEP_PRIORITY, "MEDIUM");
        return priority.equals("HIGH") || priority.equals("LOW") ? priority : "MEDIUM";
    }

    /** The state of an item; empty if there is none. */
    public Optional<State> state(TenantId tenant, String uid) {
        return find(tenant, uid).map(StoredItem::state);
    }

    /** Claims an item for a performer; true too where it had it before, however that ended. */
    public boolean claim(TenantId tenant, String uid, String transaction, String by) {
        Optional<Answer> answer = change(tenant, uid, State.IN_PROGRESS, transaction, by);
        return answer.equals(Optional.of(Answer.CHANGED))
                || find(tenant, uid)
                        .filter(item -> item.transaction().equals(Optional.of(transaction)))
                        .isPresent();
    }

    /**
     * Ends an item of its performer within the caller's transaction; one that is not the performer's remains unchanged.
     */
    public void finish(
            Connection connection,
            TenantId tenant,
            String uid,
            String transaction,
            State state,
            DataSet performed,
            String by) {
        Optional<StoredItem> item = findForChange(connection, uid);
        if (item.isEmpty()
                || TransitionPolicy.decide(
                                item.orElseThrow().state(), item.orElseThrow().transaction(), state, transaction)
                        != Answer.CHANGED) {
            return;
        }
        DataSet content = item.orElseThrow().content();
        performed.remove(Tag.TRANSACTION_UID);
        performed.elements().forEach(content::put);
        write(connection, uid, state, Optional.of(transaction), content);
        record(tenant, by, "work-item." + state.name().toLowerCase(Locale.ROOT), uid);
    }

    Optional<StoredItem> find(TenantId tenant, String uid) {
        return transactions
                .withConnection(
                        tenant,
                        connection -> FIND.on(connection).set("uid", uid).first())
                .map(Row::item);
    }

    private static Optional<StoredItem> findForChange(Connection connection, String uid) {
        return FIND_FOR_CHANGE.on(connection).set("uid", uid).first().map(Row::item);
    }

    List<StoredItem> search(TenantId tenant, Query wanted) {
        return transactions
                .withConnection(
                        tenant,
                        connection -> SEARCH.on(connection)
                                .set("state", wanted.state().map(State::value).orElse(null))
                                .set("priority", wanted.priority().orElse(null))
                                .set("patientId", wanted.patientId().orElse(null))
                                .set("study", wanted.study().orElse(null))
                                .set("limit", wanted.limit())
                                .set("offset", wanted.offset())
                                .list())
                .stream()
                .map(Row::item)
                .toList();
    }

    /** Changes the state; empty if there is no such item. */
    public Optional<Answer> change(TenantId tenant, String uid, State wanted, String transaction, String by) {
        return transactions.withConnection(tenant, connection -> {
            Optional<StoredItem> item = findForChange(connection, uid);
            if (item.isEmpty()) return Optional.empty();
            StoredItem found = item.orElseThrow();
            Answer answer = TransitionPolicy.decide(found.state(), found.transaction(), wanted, transaction);
            if (answer == Answer.CHANGED) {
                write(connection, uid, wanted, Optional.of(transaction), found.content());
                record(
                        tenant,
                        by,
                        "work-item." + wanted.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        uid);
            }
            return Optional.of(answer);
        });
    }

    /** Takes attributes over; empty if there is no such item, false if this caller may not change it now. */
    public Optional<Boolean> update(
            TenantId tenant, String uid, Optional<String> transaction, DataSet changes, String by) {
        return transactions.withConnection(tenant, connection -> {
            Optional<StoredItem> item = findForChange(connection, uid);
            if (item.isEmpty()) return Optional.empty();
            StoredItem found = item.orElseThrow();
            if (!TransitionPolicy.mayUpdate(found.state(), found.transaction(), transaction)) return Optional.of(false);
            changes.remove(Tag.PROCEDURE_STEP_STATE);
            changes.remove(Tag.TRANSACTION_UID);
            changes.remove(Tag.SOP_INSTANCE_UID);
            changes.remove(Tag.SOP_CLASS_UID);
            changes.elements().forEach(found.content()::put);
            write(connection, uid, found.state(), found.transaction(), found.content());
            record(tenant, by, "work-item.update", uid);
            return Optional.of(true);
        });
    }

    /** Cancels an unclaimed item; empty if there is none, false if it is claimed or has ended. */
    Optional<Boolean> cancel(TenantId tenant, String uid, String by) {
        return transactions.withConnection(tenant, connection -> {
            Optional<StoredItem> item = findForChange(connection, uid);
            if (item.isEmpty()) return Optional.empty();
            StoredItem found = item.orElseThrow();
            if (found.state() != State.SCHEDULED) return Optional.of(false);
            write(connection, uid, State.CANCELED, found.transaction(), found.content());
            record(tenant, by, "work-item.canceled", uid);
            return Optional.of(true);
        });
    }

    private void write(Connection connection, String uid, State state, Optional<String> transaction, DataSet content) {
        content.remove(Tag.PROCEDURE_STEP_STATE);
        WRITE.on(connection)
                .set("state", state.value())
                .set("transaction", transaction.orElse(null))
                .set("priority", priority(content))
                .set("content", DataSetWriter.bytes(content))
                .set("now", clock.instant())
                .set("uid", uid)
                .run();
    }

    private void record(TenantId tenant, String by, String action, String uid) {
        audit.append(new AuditEvent(tenant, by, action, "work-item/" + uid, AuditOutcome.SUCCESS, Map.of()));
    }
}
