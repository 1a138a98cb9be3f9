package io.trivium.deploy.faults.med;

import io.trivium.deploy.faults.med.MedEvidence.Row;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Studies of one patient in the node's database, seen with the launcher's right to see every tenant. */
final class MedRows {
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

    /** Reads one row. */
    @FunctionalInterface
    private interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    private <T> List<T> list(String sql, Read<T> read) throws SQLException {
        List<T> found = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, patient);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) found.add(read.from(row));
            }
        }
        return found;
    }

    private long count(String sql) throws SQLException {
        return list(sql, row -> row.getLong(1)).getFirst();
    }

    long delivered() throws SQLException {
        return count("""
                select count(*) from med.delivery d join med.study s using (tenant_id, study_instance_uid)
                where s.patient_id = ? and d.state in ('sent', 'committed')""");
    }

    /** Every received study is read in its newest form, and all of it is with the PACS. */
    boolean isSettled() throws SQLException {
        return count("""
                        select count(*) from med.study s where s.patient_id = ? and not exists (
                            select 1 from med.study_revision r
                            where r.tenant_id = s.tenant_id and r.study_instance_uid = s.study_instance_uid
                                and r.instance_count = (select count(distinct i.sop_instance_uid) from med.instance i
                                    where i.tenant_id = s.tenant_id and i.study_instance_uid = s.study_instance_uid
                                        and i.source <> 'trivium'))""") == 0 && count("""
                        select count(*) from med.study_revision r join med.study s using (tenant_id, study_instance_uid)
                        where s.patient_id = ? and r.state in ('queued', 'running')""") == 0 && count("""
                        select count(*) from med.delivery d join med.study s using (tenant_id, study_instance_uid)
                        where s.patient_id = ? and d.state <> 'committed'""") == 0 && count("""
                        select count(*) from med.outbox_event o join med.study s on s.study_instance_uid = convert_from(o.key, 'UTF8')
                        where s.patient_id = ? and o.sent_at is null""") == 0;
    }

    /** Revisions in their order. */
    List<Row> revisions() throws SQLException {
        return list(
                """
                select r.study_instance_uid, r.revision, r.state, coalesce(r.reason_code, ''), r.instance_count,
                    (select count(*) from med.result_object o where o.tenant_id = r.tenant_id
                        and o.study_instance_uid = r.study_instance_uid and o.revision = r.revision)
                from med.study_revision r join med.study s using (tenant_id, study_instance_uid)
                where s.patient_id = ? order by 1, 2""",
                row -> new Row(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getInt(6)));
    }

    /** SOP Instance UIDs of the results. */
    List<String> made() throws SQLException {
        return list("""
                select o.sop_instance_uid from med.result_object o
                join med.study s using (tenant_id, study_instance_uid) where s.patient_id = ?""", row -> row.getString(1));
    }

    /** One object of each study whose newest revision has one. */
    List<Result> results() throws SQLException {
        return list("""
                select distinct on (o.study_instance_uid) o.study_instance_uid, o.revision, o.sop_instance_uid
                from med.result_object o join med.study s using (tenant_id, study_instance_uid)
                where s.patient_id = ? and o.revision = (select max(r.revision) from med.study_revision r
                    where r.tenant_id = o.tenant_id and r.study_instance_uid = o.study_instance_uid)
                order by 1, 2, 3""", row -> new Result(row.getString(1), row.getInt(2), row.getString(3)));
    }
}
