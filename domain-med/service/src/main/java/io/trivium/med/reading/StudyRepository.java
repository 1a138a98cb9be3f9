package io.trivium.med.reading;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.reading.StudyView.DeliveryView;
import io.trivium.med.reading.StudyView.ResultView;
import io.trivium.med.reading.StudyView.RevisionView;
import io.trivium.med.reading.StudyView.SeriesView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a study with everything that became of it. Thread-safe. */
@ApplicationScoped
class StudyRepository {

    private static final SqlQuery<RevisionView> REVISIONS =
            SqlQuery.of(RevisionView.class, """
        select r.revision, r.instance_count as instances, %s as priority, r.state, r.stage, r.progress, r.attempts,
            r.series_instance_uid, r.reason_code, r.reason, r.model_id, r.model_version, r.received_at, r.completed_at,
            r.started_at, r.finished_at
        from study_revision r where r.study_instance_uid = :study order by r.revision desc
        """.formatted(StudyPriority.WORD));

    private static final SqlQuery<SeriesView> SERIES = SqlQuery.of(SeriesView.class, """
        select s.series_instance_uid, s.modality, s.description, s.series_number as number,
            count(distinct i.sop_instance_uid) as instances,
            coalesce(s.modality = 'CT'
                and bool_and(coalesce(i.frames, 1) = 1 and i.rows > 0 and i.columns > 0), false) as shown
        from series s join instance i using (tenant_id, study_instance_uid, series_instance_uid)
        where s.study_instance_uid = :study
        group by s.tenant_id, s.study_instance_uid, s.series_instance_uid
        order by s.series_number, s.series_instance_uid
        """);

    private static final SqlQuery<Integer> OTHER_CONTENTS = SqlQuery.of(Integer.class, """
        select count(*) from instance i where i.study_instance_uid = :study and i.version > 1
            and exists (select from instance f where f.tenant_id = i.tenant_id
                and f.sop_instance_uid = i.sop_instance_uid and f.version < i.version
                and f.study_instance_uid = i.study_instance_uid and f.series_instance_uid = i.series_instance_uid)
        """);

    private record Study(
            @Nullable String patientId,
            @Nullable String patientName,
            @Nullable String birthDate,
            @Nullable String sex,
            @Nullable String studyDate,
            @Nullable String studyTime,
            @Nullable String accessionNumber,
            @Nullable String description,
            @Nullable String referringPhysician) {}

    private static final SqlQuery<Study> STUDY = SqlQuery.of(Study.class, """
        select patient_id, patient_name, birth_date, sex, study_date, study_time, accession_number, description,
            referring_physician
        from study where study_instance_uid = :study
        """);

    private static final SqlQuery<ResultView> RESULTS = SqlQuery.of(ResultView.class, """
        select role, sop_class_uid, sop_instance_uid from result_object
        where study_instance_uid = :study and revision = :revision order by role
        """);

    /** The columns of {@code delivery} by the names of the components of {@link DeliveryView}. */
    static final String DELIVERY = """
        destination, role, sop_instance_uid, state, attempts, last_error, created_at,
        case when state = 'pending' then next_attempt_at end as next_attempt_at, sent_at, committed_at
        """;

    private static final SqlQuery<DeliveryView> DELIVERIES = SqlQuery.of(
            DeliveryView.class,
            "select " + DELIVERY + " from delivery where study_instance_uid = :study and revision = :revision"
                    + " order by destination, role");

    private final TenantTransactions transactions;
    private final FindingRepository findings;

    StudyRepository(TenantTransactions transactions, FindingRepository findings) {
        this.transactions = transactions;
        this.findings = findings;
    }

    /**
     * The study of an address.
     *
     * @throws PlatformException {@code study-not-found} where the text is no UID, which names none
     */
    static StudyInstanceUid uid(String study) {
        return StudyInstanceUid.parse(study).orElseThrow(StudyRepository::notFound);
    }

    /**
     * A study.
     *
     * @param revision null for the newest
     * @throws PlatformException {@code study-not-found}
     */
    StudyView find(TenantId tenant, StudyInstanceUid study, @Nullable Integer revision) {
        return transactions.withConnection(tenant, connection -> {
            List<RevisionView> revisions =
                    REVISIONS.on(connection).set("study", study).list();
            int shown = revision != null
                    ? revision
                    : revisions.isEmpty() ? 0 : revisions.getFirst().revision();
            if (revision != null && revisions.stream().noneMatch(each -> each.revision() == revision)) throw notFound();
            return STUDY.on(connection)
                    .set("study", study)
                    .first()
                    .map(found -> view(connection, study, found, revisions, shown))
                    .orElseThrow(StudyRepository::notFound);
        });
    }

    /** The same answer for objects that do not exist and for those of another organisation. */
    static PlatformException notFound() {
        return new PlatformException(MedErrorCode.STUDY_NOT_FOUND, MedErrorCode.STUDY_NOT_FOUND.meaning());
    }

    private StudyView view(
            Connection connection, StudyInstanceUid uid, Study study, List<RevisionView> revisions, int shown) {
        return new StudyView(
                uid,
                study.patientId(),
                study.patientName(),
                study.birthDate(),
                study.sex(),
                study.studyDate(),
                study.studyTime(),
                study.accessionNumber(),
                study.description(),
                study.referringPhysician(),
                SERIES.on(connection).set("study", uid).list(),
                OTHER_CONTENTS.on(connection).set("study", uid).one(),
                revisions,
                shown,
                findings.ofRevision(connection, uid, shown),
                RESULTS.on(connection).set("study", uid).set("revision", shown).list(),
                DELIVERIES
                        .on(connection)
                        .set("study", uid)
                        .set("revision", shown)
                        .list());
    }
}
