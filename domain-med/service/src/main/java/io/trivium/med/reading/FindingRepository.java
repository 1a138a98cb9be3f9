package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trivium.core.sql.SqlQuery;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.finding.ClinicalRisk;
import io.trivium.med.finding.LungRads;
import io.trivium.med.finding.NoduleType;
import io.trivium.med.reading.FindingView.OutlineSlice;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads findings and their decisions, in the caller's transaction of a tenant. Thread-safe. */
@ApplicationScoped
class FindingRepository {

    /**
     * The outline in one slice.
     *
     * @param sopInstanceUid named in the JSON of {@code finding.outline}
     */
    private record Slice(@JsonProperty("sop_instance_uid") String sopInstanceUid, List<List<Double>> paths) {}

    private record Row(
            String trackingUid,
            int number,
            double centreX,
            double centreY,
            double centreZ,
            int sliceIndex,
            String sliceSopInstanceUid,
            double detection,
            @Nullable Double malignancy,
            @Nullable Double longestDiameterMm,
            @Nullable Double shortAxisMm,
            @Nullable Double volumeMm3,
            @Nullable String unreliable,
            Map<String, Double> attributes,
            List<Slice> outline,
            @Nullable String birthDate,
            @Nullable String sex,
            @Nullable String studyDate,
            int nodules) {

        FindingView view(List<DecisionView> decisions) {
            Map<String, Double> ratings = new TreeMap<>();
            attributes.forEach((name, rating) -> ratings.put(name.toLowerCase(Locale.ROOT), rating));
            FindingKind kind = FindingKind.of(longestDiameterMm);
            return new FindingView(
                    trackingUid,
                    number,
                    List.of(centreX, centreY, centreZ),
                    sliceIndex,
                    sliceSopInstanceUid,
                    detection,
                    kind,
                    kind == FindingKind.NODULE ? malignancy : null,
                    longestDiameterMm,
                    shortAxisMm,
                    volumeMm3,
                    unreliable,
                    lungRads(ratings.get("texture"), longestDiameterMm, shortAxisMm),
                    kind == FindingKind.NODULE ? clinicalRisk(ratings) : List.of(),
                    ratings,
                    outline.stream()
                            .map(slice -> new OutlineSlice(slice.sopInstanceUid(), slice.paths()))
                            .toList(),
                    decisions);
        }

        private List<ClinicalRisk> clinicalRisk(Map<String, Double> ratings) {
            Double texture = ratings.get("texture");
            Double spiculation = ratings.get("spiculation");
            if (texture == null || spiculation == null || longestDiameterMm == null) return List.of();
            return ClinicalRisk.of(new ClinicalRisk.Known(
                    age(birthDate, studyDate),
                    sex,
                    longestDiameterMm,
                    NoduleType.ofTexture(texture),
                    spiculation >= ClinicalRisk.SPICULATED_FROM,
                    nodules));
        }
    }

    private static final String FINDING = """
        select tracking_uid, number, centre_x, centre_y, centre_z, slice_index, slice_sop_instance_uid, detection,
            malignancy, longest_diameter_mm, short_axis_mm, volume_mm3, unreliable, attributes,
            coalesce(outline -> 'slices', '[]') as outline, s.birth_date, s.sex, s.study_date,
            (select count(*) from finding o where o.study_instance_uid = f.study_instance_uid
                and o.revision = f.revision) as nodules
        from finding f join study s using (tenant_id, study_instance_uid)
        where study_instance_uid = :study and revision = :revision\s""";

    private static final SqlQuery<Row> FINDINGS = SqlQuery.of(Row.class, FINDING + "order by number");

    private static final SqlQuery<Row> ONE = SqlQuery.of(Row.class, FINDING + "and tracking_uid = :trackingUid");

    private record Decided(String trackingUid, DecisionView decision) {}

    private static final String DECISION = """
        select tracking_uid, id, verdict, reason_code, note,
            case when corrected is not null then jsonb_build_object('malignancy', corrected -> 'malignancy',
                'longestDiameterMm', corrected -> 'longest_diameter_mm') end as corrected,
            reader, decided_at
        from finding_decision where study_instance_uid = :study and revision = :revision\s""";

    private static final SqlQuery<Decided> DECISIONS =
            SqlQuery.of(Decided.class, DECISION + "order by decided_at desc, id");

    private static final SqlQuery<DecisionView> DECISIONS_ON_ONE =
            SqlQuery.of(DecisionView.class, DECISION + "and tracking_uid = :trackingUid order by decided_at desc, id");

    /** All findings of a revision by number, with all decisions on them. */
    List<FindingView> ofRevision(Connection connection, StudyInstanceUid study, int revision) {
        Map<String, List<DecisionView>> decisions = new HashMap<>();
        DECISIONS
                .on(connection)
                .set("study", study)
                .set("revision", revision)
                .each(each -> decisions
                        .computeIfAbsent(each.trackingUid(), uid -> new ArrayList<>())
                        .add(each.decision()));
        return FINDINGS.on(connection).set("study", study).set("revision", revision).list().stream()
                .map(row -> row.view(decisions.getOrDefault(row.trackingUid(), List.of())))
                .toList();
    }

    /** One finding with its decisions. */
    Optional<FindingView> find(Connection connection, StudyInstanceUid study, int revision, String trackingUid) {
        List<DecisionView> decisions = DECISIONS_ON_ONE
                .on(connection)
                .set("study", study)
                .set("revision", revision)
                .set("trackingUid", trackingUid)
                .list();
        return ONE.on(connection)
                .set("study", study)
                .set("revision", revision)
                .set("trackingUid", trackingUid)
                .first()
                .map(row -> row.view(decisions));
    }

    /** Full years between two dates of DICOM; null if one is missing or none. */
    static @Nullable Integer age(@Nullable String birthDate, @Nullable String studyDate) {
        if (birthDate == null || studyDate == null) return null;
        try {
            int years = Period.between(
                            LocalDate.parse(birthDate, DateTimeFormatter.BASIC_ISO_DATE),
                            LocalDate.parse(studyDate, DateTimeFormatter.BASIC_ISO_DATE))
                    .getYears();
            return years < 0 ? null : years;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable LungRads lungRads(
            @Nullable Double texture, @Nullable Double longest, @Nullable Double shortAxis) {
        return texture == null || longest == null || shortAxis == null
                ? null
                : LungRads.of(NoduleType.ofTexture(texture), (longest + shortAxis) / 2, false);
    }
}
