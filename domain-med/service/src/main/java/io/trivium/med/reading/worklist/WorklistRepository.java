package io.trivium.med.reading.worklist;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.finding.Extent;
import io.trivium.med.reading.StudyPriority;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the worklist: of every study its newest revision. Thread-safe. */
@ApplicationScoped
class WorklistRepository {

    /**
     * The rows of one page are read in order along the entries; data that is only shown is looked up for the page only.
     */
    private static final String LISTED = """
            select r.study_instance_uid, r.revision, %s as priority, r.state, r.stage, r.progress, r.reason_code,
                r.reason, s.patient_id, s.patient_name, s.birth_date, s.sex, s.study_date, s.study_time,
                coalesce(nullif(s.accession_number, ''), r.accession_number) as accession_number, s.description,
                e.findings, e.undecided, e.malignancy as sort_malignancy,
                case when e.diameter_mm > 0 and e.diameter_mm <= %s then e.malignancy end as worst_malignancy,
                case when e.diameter_mm > 0 then e.diameter_mm end as worst_diameter_mm,
                e.lung_rads as worst_lung_rads, r.received_at, r.completed_at,
                (select string_agg(distinct x.modality, ',') from series x
                    where x.study_instance_uid = e.study_instance_uid) as modalities,
                (select count(*) from delivery y where y.study_instance_uid = e.study_instance_uid
                    and y.revision = e.revision and y.state in ('pending', 'dead')) as undelivered
            """.formatted(StudyPriority.WORD, Extent.MASS_ABOVE_MM);

    private static final String ENTRIES = """
            from worklist_entry e
            join study_revision r using (tenant_id, study_instance_uid, revision)
            left join study s using (tenant_id, study_instance_uid)
            where e.tenant_id = :tenant""";

    private static final String MODALITY = """
            and exists (select from series x where x.study_instance_uid = e.study_instance_uid
                and x.modality = any (:modalities))""";

    /** Names are looked through first: along the entries it would be a look at a study for each. */
    private static final String SOUGHT = """
            and e.study_instance_uid in (
                select study_instance_uid from study where tenant_id = :tenant
                    and (patient_id ilike :part or patient_name ilike :part or accession_number ilike :part)
                union select study_instance_uid from study_revision
                    where tenant_id = :tenant and accession_number ilike :part)""";

    private static final String BY_URGENCY =
            " order by e.priority, e.malignancy desc, e.diameter_mm desc, e.completed_at, e.study_instance_uid";

    /** Changes are seen for ten minutes, longer than any transaction takes from a change to its end. */
    private static final SqlQuery<String> FINGERPRINT = SqlQuery.of(String.class, """
        select concat_ws('/',
            (select coalesce(sum(hashtextextended(study_instance_uid || changed_at, 0) % 1000000007), 0)
                from worklist_entry where tenant_id = :tenant and changed_at > now() - interval '10 minutes'),
            (select coalesce(sum(hashtextextended(study_instance_uid || coalesce(stage, '') || round(progress * 20), 0)
                    % 1000000007), 0)
                from study_revision where tenant_id = :tenant and state in ('queued', 'running')),
            (select count(*) from delivery where tenant_id = :tenant and state in ('pending', 'dead')),
            (select max(removed_at) from removed_file where tenant_id = :tenant))
        """);

    /** The statements of pages by their text: one for each combination of filters that was used. */
    private final Map<String, SqlQuery<WorklistEntry>> pages = new ConcurrentHashMap<>();

    private final TenantTransactions transactions;

    WorklistRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The entries that follow a place, in the order of the request. */
    List<WorklistEntry> list(TenantId tenant, WorklistRequest request, @Nullable WorklistPlace after, int limit) {
        StringBuilder sql = new StringBuilder(LISTED + ENTRIES);
        Map<String, Object> values = new HashMap<>();
        if (request.states() != null && !request.states().isEmpty()) {
            sql.append(" and e.state = any (:states)");
            values.put("states", request.states());
        }
        if (request.modalities() != null && !request.modalities().isEmpty()) {
            sql.append('\n').append(MODALITY);
            values.put("modalities", request.modalities());
        }
        if (request.search() != null && !request.search().isBlank()) {
            sql.append('\n').append(SOUGHT);
            values.put("part", pattern(request.search()));
        }
        date(sql, values, " and s.study_date >= :from", "from", request.from());
        date(sql, values, " and s.study_date <= :to", "to", request.to());
        if (Boolean.TRUE.equals(request.undecidedOnly())) sql.append(" and e.undecided > 0");
        order(sql, values, request, after);
        sql.append("\nlimit :limit");
        SqlQuery<WorklistEntry> page =
                pages.computeIfAbsent(sql.toString(), text -> SqlQuery.of(WorklistEntry.class, text));
        return transactions.withConnection(tenant, connection -> {
            var call = page.on(connection).set("tenant", tenant).set("limit", limit);
            values.forEach(call::set);
            return call.list();
        });
    }

    private static void order(
            StringBuilder sql, Map<String, Object> values, WorklistRequest request, @Nullable WorklistPlace after) {
        WorklistSort sort = request.sortOrDefault();
        if (after != null) values.put("study", after.study());
        if (sort == WorklistSort.URGENCY) {
            if (after != null) {
                sql.append(" and (e.priority, -e.malignancy, -e.diameter_mm, e.completed_at, e.study_instance_uid)"
                        + " > (:priority, :malignancy, :diameter, :completedAt, :study)");
                values.put("priority", after.priority());
                values.put("malignancy", -after.malignancy());
                values.put("diameter", -after.diameterMm());
                values.put("completedAt", after.completedAt());
            }
            sql.append(BY_URGENCY);
            return;
        }
        if (after != null) {
            // The key of the last study is looked up: a place holds nothing about the patient.
            sql.append(" and (" + sort.key() + ", e.study_instance_uid) " + (request.isDescending() ? "<" : ">")
                    + " (select " + sort.key() + ", e.study_instance_uid " + ENTRIES
                    + " and e.study_instance_uid = :study)");
        }
        String direction = request.isDescending() ? " desc" : "";
        sql.append(" order by " + sort.key() + direction + ", e.study_instance_uid" + direction);
    }

    /** Changes whenever something of the tenant's worklist did. */
    String fingerprint(TenantId tenant) {
        return transactions.withConnection(
                tenant,
                connection -> FINGERPRINT.on(connection).set("tenant", tenant).one());
    }

    private static void date(
            StringBuilder sql, Map<String, Object> values, String condition, String name, @Nullable LocalDate date) {
        if (date != null) {
            sql.append(condition);
            values.put(name, date.format(DateTimeFormatter.BASIC_ISO_DATE));
        }
    }

    /**
     * The typed text matches a part, taken literally; a family and a first name may be typed with a space or a comma.
     */
    private static String pattern(String search) {
        String escaped = search.strip()
                .toLowerCase(Locale.ROOT)
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_");
        return "%" + escaped.replaceAll("[,\\s^]+", "%") + "%";
    }
}
