package io.trivium.deploy.faults.med;

import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.faults.med.MedEvidence.Row;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Studies of one patient in the node's database, seen with the launcher's right to see every tenant. */
final class MedRows {
    private static final SqlQuery<Long> DELIVERED = SqlQuery.of(Long.class, """
        select count(*) from med.delivery d join med.study s using (tenant_id, study_instance_uid)
        where s.patient_id = :patient and d.state in ('sent', 'committed')
        """);
    private static final SqlQuery<Boolean> UNSETTLED = SqlQuery.of(Boolean.class, """
        select exists (select from med.study s where s.patient_id = :patient and not exists (
                select 1 from med.study_revision r
                where r.tenant_id = s.tenant_id and r.study_instance_uid = s.study_instance_uid
                    and r.instance_count = (select count(distinct i.sop_instance_uid) from med.instance i
                        where i.tenant_id = s.tenant_id and i.study_instance_uid = s.study_instance_uid
                            and i.source <> 'trivium')))
            or exists (select from med.study_revision r join med.study s using (tenant_id, study_instance_uid)
                where s.patient_id = :patient and r.state in ('queued', 'running'))
            or exists (select from med.delivery d join med.study s using (tenant_id, study_instance_uid)
                where s.patient_id = :patient and d.state <> 'committed')
            or exists (select from med.outbox_event o
                join med.study s on s.study_instance_uid = convert_from(o.key, 'UTF8')
                where s.patient_id = :patient and o.sent_at is null)
        """);
    private static final SqlQuery<Row> REVISIONS = SqlQuery.of(Row.class, """
        select r.study_instance_uid as study, r.revision, r.state, coalesce(r.reason_code, '') as reason,
            r.instance_count as instances,
            (select count(*) from med.result_object o where o.tenant_id = r.tenant_id
                and o.study_instance_uid = r.study_instance_uid and o.revision = r.revision) as objects
        from med.study_revision r join med.study s using (tenant_id, study_instance_uid)
        where s.patient_id = :patient order by 1, 2
        """);
    private static final SqlQuery<String> MADE = SqlQuery.of(String.class, """
        select o.sop_instance_uid from med.result_object o
        join med.study s using (tenant_id, study_instance_uid) where s.patient_id = :patient
        """);
    private static final SqlQuery<Result> RESULTS = SqlQuery.of(Result.class, """
        select distinct on (o.study_instance_uid) o.study_instance_uid as study, o.revision, o.sop_instance_uid
        from med.result_object o join med.study s using (tenant_id, study_instance_uid)
        where s.patient_id = :patient and o.revision = (select max(r.revision) from med.study_revision r
            where r.tenant_id = o.tenant_id and r.study_instance_uid = o.study_instance_uid)
        order by 1, 2, 3
        """);

    private final Database database;
    private final String patient;

    MedRows(Database database, String patient) {
        this.database = database;
        this.patient = patient;
    }

    /** An object made of the newest revision of a study. */
    record Result(String study, int revision, String sopInstanceUid) {}

    Connection connect() throws SQLException {
        return database.connect();
    }

    private <T> List<T> list(SqlQuery<T> query) throws SQLException {
        try (Connection connection = database.connect()) {
            return query.on(connection).set("patient", patient).list();
        }
    }

    long delivered() throws SQLException {
        return list(DELIVERED).getFirst();
    }

    /** Every received study is read in its newest form, and all of it is with the PACS. */
    boolean isSettled() throws SQLException {
        return !list(UNSETTLED).getFirst();
    }

    /** Revisions in their order. */
    List<Row> revisions() throws SQLException {
        return list(REVISIONS);
    }

    /** SOP Instance UIDs of the results. */
    List<String> made() throws SQLException {
        return list(MADE);
    }

    /** One object of each study whose newest revision has one. */
    List<Result> results() throws SQLException {
        return list(RESULTS);
    }
}
