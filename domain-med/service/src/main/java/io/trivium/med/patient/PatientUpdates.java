package io.trivium.med.patient;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies what the patient administration says: to the index of stored studies, to orders, and to what is delivered from then on.
 * Stored objects keep their bytes. Every change is in the audit log with what was there before. Thread-safe.
 */
@ApplicationScoped
public class PatientUpdates {
    /** Studies that one audit entry lists. */
    private static final int MOST_LISTED = 100;

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
        select pg_advisory_xact_lock(hashtextextended('patients:' || current_schema() || ':' || :tenant, 0)) is null
        """);

    private static final SqlQuery<Boolean> IS_MERGED = SqlQuery.of(
            Boolean.class, "select exists (select from patient where patient_id = :id and merged_into <> '')");

    private static final SqlQuery<Boolean> IS_KNOWN = SqlQuery.of(Boolean.class, """
        select exists (select from study where patient_id = :id)
            or exists (select from imaging_order where patient_id = :id)
        """);

    private static final SqlUpdate IS_NOT_MERGED =
            SqlUpdate.of("update patient set merged_into = null where patient_id = :id");

    private static final SqlUpdate MERGE_ON =
            SqlUpdate.of("update patient set merged_into = :id where merged_into = :merged");

    private static final SqlUpdate MERGE = SqlUpdate.of("""
        insert into patient (tenant_id, patient_id, merged_into, message_control_id, changed_at)
        values (:tenant, :merged, :id, :message, :now)
        on conflict (tenant_id, patient_id) do update set merged_into = excluded.merged_into, patient_name = null,
            birth_date = null, sex = null, message_control_id = excluded.message_control_id,
            changed_at = excluded.changed_at
        """);

    private static final SqlUpdate MERGE_STUDIES =
            SqlUpdate.of("update study set patient_id = :id where patient_id = :merged");

    private static final SqlUpdate MERGE_ORDERS =
            SqlUpdate.of("update imaging_order set patient_id = :id where patient_id = :merged");

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        insert into patient as p (tenant_id, patient_id, patient_name, birth_date, sex, message_control_id, changed_at)
        values (:tenant, :id, :name, :birthDate, :sex, :message, :now)
        on conflict (tenant_id, patient_id) do update set
            patient_name = coalesce(excluded.patient_name, p.patient_name),
            birth_date = coalesce(excluded.birth_date, p.birth_date), sex = coalesce(excluded.sex, p.sex),
            message_control_id = excluded.message_control_id, changed_at = excluded.changed_at
        """);

    private static final SqlUpdate UPDATE_STUDIES = SqlUpdate.of("""
        update study s set patient_name = coalesce(p.patient_name, s.patient_name),
            birth_date = coalesce(p.birth_date, s.birth_date), sex = coalesce(p.sex, s.sex)
        from patient p where p.tenant_id = s.tenant_id and p.patient_id = s.patient_id and s.patient_id = :id
        """);

    /** Open worklists load what changed. */
    private static final SqlUpdate TOUCH_WORKLIST = SqlUpdate.of("""
        update worklist_entry e set changed_at = clock_timestamp() from study s
        where s.tenant_id = e.tenant_id and s.study_instance_uid = e.study_instance_uid and s.patient_id = :id
        """);

    private record Study(StudyInstanceUid studyInstanceUid, CurrentPatient.Row patient) {}

    private static final SqlQuery<Study> STUDIES = SqlQuery.of(Study.class, """
        select study_instance_uid, patient_id, patient_name, birth_date, sex from study
        where patient_id in (:id, :merged) order by created_at desc limit :limit
        """);

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    PatientUpdates(TenantTransactions transactions, AuditLog audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** An update of a patient whose identifier was replaced by another one. */
    public static final class MergedPatientException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MergedPatientException() {
            super("the patient of PID-3 was merged into another one; send the identifier that remains");
        }
    }

    /**
     * Applies the updates of one message in one transaction. An update of a patient of whom there is neither study nor order changes
     * nothing, because a feed of all the hospital's patients is not stored here.
     *
     * @param actor for the audit log
     * @throws MergedPatientException where an update is about a patient that was merged into another one; nothing is changed then
     */
    public void apply(TenantId tenant, String actor, List<PatientUpdate> updates) {
        transactions.withConnection(tenant, connection -> {
            LOCK.on(connection).set("tenant", tenant).one();
            for (PatientUpdate update : updates) apply(connection, tenant, actor, update);
            return updates.size();
        });
    }

    private void apply(Connection connection, TenantId tenant, String actor, PatientUpdate update) {
        String id = update.patientId();
        Optional<String> merged = update.mergedPatientId();
        if (merged.isEmpty() && IS_MERGED.on(connection).set("id", id).one()) throw new MergedPatientException();
        List<Map<String, Object>> before = studies(connection, id, merged.orElse(id));
        if (merged.isPresent()) merge(connection, tenant, update, merged.orElseThrow());
        boolean known = IS_KNOWN.on(connection).set("id", id).one();
        if (known) update(connection, tenant, update);
        if (!known && merged.isEmpty()) return;
        audit.append(new AuditEvent(
                tenant,
                actor,
                merged.isPresent() ? "patient.merge" : "patient.update",
                "patient/" + id,
                AuditOutcome.SUCCESS,
                details(update, before)));
    }

    private void merge(Connection connection, TenantId tenant, PatientUpdate update, String merged) {
        String id = update.patientId();
        IS_NOT_MERGED.on(connection).set("id", id).run();
        MERGE_ON.on(connection).set("id", id).set("merged", merged).run();
        MERGE.on(connection)
                .set("tenant", tenant)
                .set("merged", merged)
                .set("id", id)
                .set("message", update.messageControlId())
                .set("now", clock.instant())
                .run();
        MERGE_STUDIES.on(connection).set("id", id).set("merged", merged).run();
        MERGE_ORDERS.on(connection).set("id", id).set("merged", merged).run();
    }

    private void update(Connection connection, TenantId tenant, PatientUpdate update) {
        UPDATE.on(connection)
                .set("tenant", tenant)
                .set("id", update.patientId())
                .set("name", update.name().orElse(null))
                .set("birthDate", update.birthDate().orElse(null))
                .set("sex", update.sex().orElse(null))
                .set("message", update.messageControlId())
                .set("now", clock.instant())
                .run();
        UPDATE_STUDIES.on(connection).set("id", update.patientId()).run();
        TOUCH_WORKLIST.on(connection).set("id", update.patientId()).run();
    }

    private static Map<String, Object> details(PatientUpdate update, List<Map<String, Object>> before) {
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("patientId", update.patientId());
        update.name().ifPresent(value -> after.put("patientName", value));
        update.birthDate().ifPresent(value -> after.put("birthDate", value));
        update.sex().ifPresent(value -> after.put("sex", value));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("messageControlId", update.messageControlId());
        update.mergedPatientId().ifPresent(value -> details.put("mergedPatientId", value));
        details.put("before", before);
        details.put("after", after);
        return details;
    }

    private static List<Map<String, Object>> studies(Connection connection, String id, String merged) {
        return STUDIES.on(connection).set("id", id).set("merged", merged).set("limit", MOST_LISTED).list().stream()
                .map(PatientUpdates::details)
                .toList();
    }

    private static Map<String, Object> details(Study study) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("studyInstanceUid", study.studyInstanceUid().value());
        put(details, "patientId", study.patient().patientId());
        put(details, "patientName", study.patient().patientName());
        put(details, "birthDate", study.patient().birthDate());
        put(details, "sex", study.patient().sex());
        return details;
    }

    private static void put(Map<String, Object> into, String name, @Nullable String value) {
        if (value != null) into.put(name, value);
    }
}
