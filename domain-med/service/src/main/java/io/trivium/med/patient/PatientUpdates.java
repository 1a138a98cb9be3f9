package io.trivium.med.patient;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
            execute(
                    connection,
                    "select pg_advisory_xact_lock(hashtextextended('patients:' || current_schema() || ':' || ?, 0))",
                    tenant.value());
            for (PatientUpdate update : updates) apply(connection, tenant, actor, update);
            return updates.size();
        });
    }

    private void apply(Connection connection, TenantId tenant, String actor, PatientUpdate update) throws SQLException {
        String id = update.patientId();
        Optional<String> merged = update.mergedPatientId();
        if (merged.isEmpty()
                && exists(connection, "select from patient where patient_id = ? and merged_into <> ''", id)) {
            throw new MergedPatientException();
        }
        List<Map<String, Object>> before = studies(connection, id, merged.orElse(id));
        if (merged.isPresent()) merge(connection, tenant, update, merged.orElseThrow());
        boolean known = exists(connection, "select from study where patient_id = ?", id)
                || exists(connection, "select from imaging_order where patient_id = ?", id);
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

    private void merge(Connection connection, TenantId tenant, PatientUpdate update, String merged)
            throws SQLException {
        execute(connection, "update patient set merged_into = null where patient_id = ?", update.patientId());
        execute(connection, "update patient set merged_into = ? where merged_into = ?", update.patientId(), merged);
        execute(
                connection,
                """
                insert into patient (tenant_id, patient_id, merged_into, message_control_id, changed_at)
                values (?, ?, ?, ?, ?)
                on conflict (tenant_id, patient_id) do update set merged_into = excluded.merged_into, patient_name = null,
                    birth_date = null, sex = null, message_control_id = excluded.message_control_id,
                    changed_at = excluded.changed_at""",
                tenant.value(),
                merged,
                update.patientId(),
                update.messageControlId(),
                clock.instant().atOffset(ZoneOffset.UTC));
        execute(connection, "update study set patient_id = ? where patient_id = ?", update.patientId(), merged);
        execute(connection, "update imaging_order set patient_id = ? where patient_id = ?", update.patientId(), merged);
    }

    private void update(Connection connection, TenantId tenant, PatientUpdate update) throws SQLException {
        execute(
                connection,
                """
                insert into patient as p (tenant_id, patient_id, patient_name, birth_date, sex, message_control_id, changed_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant_id, patient_id) do update set
                    patient_name = coalesce(excluded.patient_name, p.patient_name),
                    birth_date = coalesce(excluded.birth_date, p.birth_date), sex = coalesce(excluded.sex, p.sex),
                    message_control_id = excluded.message_control_id, changed_at = excluded.changed_at""",
                tenant.value(),
                update.patientId(),
                update.name().orElse(null),
                update.birthDate().orElse(null),
                update.sex().orElse(null),
                update.messageControlId(),
                clock.instant().atOffset(ZoneOffset.UTC));
        execute(connection, """
                update study s set patient_name = coalesce(p.patient_name, s.patient_name),
                    birth_date = coalesce(p.birth_date, s.birth_date), sex = coalesce(p.sex, s.sex)
                from patient p where p.tenant_id = s.tenant_id and p.patient_id = s.patient_id and s.patient_id = ?""", update.patientId());
        // Open worklists load what changed.
        execute(connection, """
                update worklist_entry e set changed_at = clock_timestamp() from study s
                where s.tenant_id = e.tenant_id and s.study_instance_uid = e.study_instance_uid and s.patient_id = ?""", update.patientId());
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

    private static List<Map<String, Object>> studies(Connection connection, String id, String merged)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select study_instance_uid, patient_id, patient_name, birth_date, sex from study
                where patient_id in (?, ?) order by created_at desc limit ?""")) {
            query.setString(1, id);
            query.setString(2, merged);
            query.setInt(3, MOST_LISTED);
            List<Map<String, Object>> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Map<String, Object> study = new LinkedHashMap<>();
                    study.put("studyInstanceUid", rows.getString(1));
                    study.put("patientId", rows.getString(2));
                    put(study, "patientName", rows.getString(3));
                    put(study, "birthDate", rows.getString(4));
                    put(study, "sex", rows.getString(5));
                    found.add(study);
                }
            }
            return found;
        }
    }

    private static void put(Map<String, Object> into, String name, @Nullable String value) {
        if (value != null) into.put(name, value);
    }

    private static boolean exists(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql + " limit 1")) {
            query.setString(1, parameter);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void execute(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, parameters[i]);
            statement.execute();
        }
    }
}
