package io.trivium.med.reading;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.finding.LungRads;
import io.trivium.med.reading.ComparisonView.LungRange;
import io.trivium.med.reading.ComparisonView.PairView;
import io.trivium.med.reading.ComparisonView.PriorView;
import io.trivium.med.reading.StudyView.RevisionView;
import io.trivium.med.reading.slice.SeriesLungs;
import io.trivium.med.volume.LungBox;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.LungRegistration;
import io.trivium.med.volume.LungRegistration.Fit;
import io.trivium.med.volume.Point;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares a read with an earlier study of the same patient (same Patient ID in the organisation) or an earlier revision.
 * Thread-safe.
 */
@ApplicationScoped
class ComparisonService {

    private static final SqlQuery<PriorView> PRIORS = SqlQuery.of(PriorView.class, """
        select r.study_instance_uid, r.revision, r.series_instance_uid, s.study_date, s.description,
            (select count(*) from finding f where f.study_instance_uid = r.study_instance_uid
                and f.revision = r.revision) as findings
        from study_revision r join study s on s.study_instance_uid = r.study_instance_uid
        where r.state = 'done' and (
            (r.study_instance_uid = :study and r.revision < :revision)
            or (r.study_instance_uid <> :study and s.patient_id = nullif(:patientId, '') and s.study_date <= :studyDate
                and r.revision = (select max(x.revision) from study_revision x
                    where x.study_instance_uid = r.study_instance_uid and x.state = 'done')))
        order by (r.study_instance_uid = :study), s.study_date desc, s.study_time desc, r.revision desc limit 50
        """);

    private final TenantTransactions transactions;
    private final StudyRepository studies;
    private final FindingRepository findings;
    private final SeriesLungs lungs;

    ComparisonService(
            TenantTransactions transactions, StudyRepository studies, FindingRepository findings, SeriesLungs lungs) {
        this.transactions = transactions;
        this.studies = studies;
        this.findings = findings;
        this.lungs = lungs;
    }

    /**
     * A comparison.
     *
     * @param revision the newest without
     * @param prior study to compare with; the newest prior without
     * @throws PlatformException {@code study-not-found} also where the prior is none of this read
     */
    ComparisonView compare(
            TenantId tenant,
            StudyInstanceUid study,
            @Nullable Integer revision,
            @Nullable String prior,
            @Nullable Integer priorRevision) {
        StudyView shown = studies.find(tenant, study, revision);
        List<PriorView> priors = priors(tenant, shown);
        Optional<PriorView> chosen = prior == null
                ? priors.stream().findFirst()
                : Optional.of(priors.stream()
                        .filter(each -> each.studyInstanceUid().value().equals(prior)
                                && (priorRevision == null || each.revision() == priorRevision))
                        .findFirst()
                        .orElseThrow(() ->
                                new PlatformException(MedErrorCode.STUDY_NOT_FOUND, "The study has no such prior.")));
        return chosen.map(each -> compare(tenant, shown, priors, each))
                .orElseGet(() -> new ComparisonView(
                        priors, null, null, null, false, List.of(), List.of(), List.of(), List.of()));
    }

    private ComparisonView compare(TenantId tenant, StudyView shown, List<PriorView> priors, PriorView prior) {
        List<FindingView> before = transactions.withConnection(
                tenant, connection -> findings.ofRevision(connection, prior.studyInstanceUid(), prior.revision()));
        String series = shown.revisions().stream()
                .filter(each -> each.revision() == shown.shownRevision())
                .findFirst()
                .map(RevisionView::seriesInstanceUid)
                .orElse(null);
        boolean sameStudy = prior.studyInstanceUid().equals(shown.studyInstanceUid());
        LungField here = lungs(tenant, shown.studyInstanceUid(), series);
        LungField there = sameStudy ? here : lungs(tenant, prior.studyInstanceUid(), prior.seriesInstanceUid());
        @Nullable
        UnaryOperator<Point> onto = sameStudy
                ? UnaryOperator.identity()
                : here != null && there != null
                        ? LungRegistration.of(there, here).map(Fit::map).orElse(null)
                        : null;
        long days = sameStudy ? 0 : days(prior.studyDate(), shown.studyDate());
        List<PriorMatching.Match> matches = PriorMatching.match(shown.findings(), before, onto);
        Set<String> paired =
                matches.stream().map(match -> match.now().trackingUid()).collect(Collectors.toSet());
        Set<String> pairedBefore =
                matches.stream().map(match -> match.prior().trackingUid()).collect(Collectors.toSet());
        return new ComparisonView(
                priors,
                prior,
                range(here),
                range(there),
                onto != null,
                matches.stream().map(match -> pair(match, days)).toList(),
                others(shown.findings(), paired),
                others(before, pairedBefore),
                before);
    }

    private static PairView pair(PriorMatching.Match match, long days) {
        return new PairView(
                match.now().trackingUid(),
                match.prior().trackingUid(),
                match.byTracking() ? "tracking" : "position",
                Double.isFinite(match.distanceMm()) ? match.distanceMm() : null,
                Growth.between(match.prior(), match.now(), days),
                lungRads(match.prior(), match.now(), days));
    }

    private static @Nullable LungRads lungRads(FindingView prior, FindingView now, long days) {
        LungRads baseline = now.lungRads();
        Double before = prior.meanDiameterMm();
        Double after = now.meanDiameterMm();
        if (baseline == null || before == null || after == null) return baseline;
        return LungRads.of(baseline.type(), after, days > 0 && LungRads.isGrowth(after - before, days));
    }

    private static List<String> others(List<FindingView> findings, Set<String> paired) {
        return findings.stream()
                .map(FindingView::trackingUid)
                .filter(uid -> !paired.contains(uid))
                .toList();
    }

    private @Nullable LungField lungs(TenantId tenant, StudyInstanceUid study, @Nullable String series) {
        return series == null ? null : lungs.of(tenant, study, series).orElse(null);
    }

    private static @Nullable LungRange range(@Nullable LungField lungs) {
        return Optional.ofNullable(lungs)
                .flatMap(LungBox::of)
                .map(box -> new LungRange(box.least().z(), box.greatest().z()))
                .orElse(null);
    }

    private List<PriorView> priors(TenantId tenant, StudyView study) {
        return transactions.withConnection(
                tenant,
                connection -> PRIORS.on(connection)
                        .set("study", study.studyInstanceUid())
                        .set("revision", study.shownRevision())
                        .set("patientId", study.patientId() == null ? "" : study.patientId())
                        .set("studyDate", study.studyDate() == null ? "" : study.studyDate())
                        .list());
    }

    /** Days between two dates of DICOM; 0 if one is missing or none. */
    static long days(@Nullable String earlier, @Nullable String later) {
        if (earlier == null || later == null) return 0;
        try {
            return Math.max(
                    0,
                    ChronoUnit.DAYS.between(
                            LocalDate.parse(earlier, DateTimeFormatter.BASIC_ISO_DATE),
                            LocalDate.parse(later, DateTimeFormatter.BASIC_ISO_DATE)));
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
