package io.trivium.med.reading;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dicom.data.Uids;
import io.trivium.med.reading.StudyView.DeliveryView;
import io.trivium.med.reading.StudyView.ResultView;
import io.trivium.med.reading.StudyView.RevisionView;
import io.trivium.med.reading.StudyView.SeriesView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a study with everything that became of it. Thread-safe. */
@ApplicationScoped
class StudyRepository {

    private static final String SERIES = """
            select s.*, count(distinct i.sop_instance_uid) as instances,
                bool_and(coalesce(i.frames, 1) = 1 and i.rows > 0 and i.columns > 0) as shown
            from series s join instance i using (tenant_id, study_instance_uid, series_instance_uid)
            where s.study_instance_uid = ?
            group by s.tenant_id, s.study_instance_uid, s.series_instance_uid
            order by s.series_number, s.series_instance_uid""";

    private static final String OTHER_CONTENTS = """
            select count(*) from instance i where i.study_instance_uid = ? and i.version > 1
                and exists (select from instance f where f.tenant_id = i.tenant_id
                    and f.sop_instance_uid = i.sop_instance_uid and f.version < i.version
                    and f.study_instance_uid = i.study_instance_uid and f.series_instance_uid = i.series_instance_uid)""";

    private final TenantTransactions transactions;
    private final FindingRepository findings;

    StudyRepository(TenantTransactions transactions, FindingRepository findings) {
        this.transactions = transactions;
        this.findings = findings;
    }

    /**
     * A study.
     *
     * @param revision null for the newest
     * @throws PlatformException {@code study-not-found}
     */
    StudyView find(TenantId tenant, String study, @Nullable Integer revision) {
        if (!Uids.isUid(study)) {
            throw notFound();
        }
        return transactions.withConnection(tenant, connection -> {
            List<RevisionView> revisions = Sql.list(
                    connection,
                    "select * from study_revision where study_instance_uid = ? order by revision desc",
                    StudyRepository::revision,
                    study);
            int shown = revision != null
                    ? revision
                    : revisions.isEmpty() ? 0 : revisions.getFirst().revision();
            if (revision != null && revisions.stream().noneMatch(each -> each.revision() == revision)) {
                throw notFound();
            }
            List<SeriesView> series = Sql.list(connection, SERIES, StudyRepository::series, study);
            return Sql.list(
                            connection,
                            "select * from study where study_instance_uid = ?",
                            row -> study(row, connection, series, revisions, shown),
                            study)
                    .stream()
                    .findFirst()
                    .orElseThrow(StudyRepository::notFound);
        });
    }

    /** The same answer for objects that do not exist and for those of another organisation. */
    static PlatformException notFound() {
        return new PlatformException(MedErrorCode.STUDY_NOT_FOUND, MedErrorCode.STUDY_NOT_FOUND.meaning());
    }

    private StudyView study(
            ResultSet row, Connection connection, List<SeriesView> series, List<RevisionView> revisions, int shown)
            throws SQLException {
        String uid = row.getString("study_instance_uid");
        return new StudyView(
                uid,
                row.getString("patient_id"),
                row.getString("patient_name"),
                row.getString("birth_date"),
                row.getString("sex"),
                row.getString("study_date"),
                row.getString("study_time"),
                row.getString("accession_number"),
                row.getString("description"),
                row.getString("referring_physician"),
                series,
                Sql.list(connection, OTHER_CONTENTS, contents -> contents.getInt(1), uid)
                        .getFirst(),
                revisions,
                shown,
                findings.ofRevision(connection, uid, shown),
                Sql.list(
                        connection,
                        "select * from result_object where study_instance_uid = ? and revision = ? order by role",
                        StudyRepository::result,
                        uid,
                        shown),
                Sql.list(
                        connection,
                        "select * from delivery where study_instance_uid = ? and revision = ?"
                                + " order by destination, role",
                        StudyRepository::delivery,
                        uid,
                        shown));
    }

    private static SeriesView series(ResultSet row) throws SQLException {
        String modality = row.getString("modality");
        return new SeriesView(
                row.getString("series_instance_uid"),
                modality,
                row.getString("description"),
                row.getObject("series_number", Integer.class),
                row.getInt("instances"),
                "CT".equals(modality) && row.getBoolean("shown"));
    }

    private static RevisionView revision(ResultSet row) throws SQLException {
        return new RevisionView(
                row.getInt("revision"),
                row.getInt("instance_count"),
                StudyPriority.of(row.getInt("priority")),
                RevisionState.of(row.getString("state")),
                row.getString("stage"),
                row.getDouble("progress"),
                row.getInt("attempts"),
                row.getString("series_instance_uid"),
                row.getString("reason_code"),
                row.getString("reason"),
                row.getString("model_id"),
                row.getString("model_version"),
                Sql.instant(row, "received_at"),
                Sql.instant(row, "completed_at"),
                Sql.instantOrNull(row, "started_at"),
                Sql.instantOrNull(row, "finished_at"));
    }

    private static ResultView result(ResultSet row) throws SQLException {
        return new ResultView(row.getString("role"), row.getString("sop_class_uid"), row.getString("sop_instance_uid"));
    }

    static DeliveryView delivery(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return new DeliveryView(
                row.getString("destination"),
                row.getString("role"),
                row.getString("sop_instance_uid"),
                state,
                row.getInt("attempts"),
                row.getString("last_error"),
                Sql.instant(row, "created_at"),
                state.equals("pending") ? Sql.instant(row, "next_attempt_at") : null,
                Sql.instantOrNull(row, "sent_at"),
                Sql.instantOrNull(row, "committed_at"));
    }
}
