package io.trivium.med.reading.worklist;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.reading.FindingKind;
import io.trivium.med.reading.RevisionState;
import io.trivium.med.reading.StudyPriority;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the worklist: of every study its newest revision. Thread-safe. */
@ApplicationScoped
class WorklistRepository {

    /**
     * The rows of one page are read in order along the entries; data that is only shown is looked up for the page only.
     */
    private static final String LISTED = """
            select r.*, s.patient_id, s.patient_name, s.birth_date, s.sex, s.study_date, s.study_time, s.description,
                coalesce(nullif(s.accession_number, ''), r.accession_number) as accession,
                e.findings, e.undecided, e.malignancy, e.diameter_mm, e.lung_rads,
                (select string_agg(distinct x.modality, ',') from series x
                    where x.study_instance_uid = e.study_instance_uid) as modalities,
                (select count(*) from delivery y where y.study_instance_uid = e.study_instance_uid
                    and y.revision = e.revision and y.state in ('pending', 'dead')) as undelivered
            """;

    private static final String ENTRIES = """
            from worklist_entry e
            join study_revision r using (tenant_id, study_instance_uid, revision)
            left join study s using (tenant_id, study_instance_uid)
            where e.tenant_id = ?""";

    private static final String MODALITY = """
            and exists (select from series x where x.study_instance_uid = e.study_instance_uid
                and x.modality = any(string_to_array(?, ',')))""";

    /** Names are looked through first: along the entries it would be a look at a study for each. */
    private static final String SOUGHT = """
            and e.study_instance_uid in (
                select study_instance_uid from study where tenant_id = ?
                    and (patient_id ilike ? or patient_name ilike ? or accession_number ilike ?)
                union select study_instance_uid from study_revision where tenant_id = ? and accession_number ilike ?)""";

    private static final String BY_URGENCY =
            " order by e.priority, e.malignancy desc, e.diameter_mm desc, e.completed_at, e.study_instance_uid";

    /** Changes are seen for ten minutes, longer than any transaction takes from a change to its end. */
    private static final String FINGERPRINT = """
            select concat_ws('/',
                (select coalesce(sum(hashtextextended(study_instance_uid || changed_at, 0) % 1000000007), 0)
                    from worklist_entry where tenant_id = ? and changed_at > now() - interval '10 minutes'),
                (select coalesce(sum(hashtextextended(study_instance_uid || coalesce(stage, '') || round(progress * 20), 0)
                        % 1000000007), 0)
                    from study_revision where tenant_id = ? and state in ('queued', 'running')),
                (select count(*) from delivery where tenant_id = ? and state in ('pending', 'dead')),
                (select max(removed_at) from removed_file where tenant_id = ?))""";

    private final TenantTransactions transactions;

    WorklistRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The entries that follow a place, in the order of the request. */
    List<WorklistEntry> list(TenantId tenant, WorklistRequest request, @Nullable WorklistPlace after, int limit) {
        StringBuilder sql = new StringBuilder(LISTED + ENTRIES);
        List<Object> values = new ArrayList<>(List.of(tenant.value()));
        if (request.states() != null && !request.states().isEmpty()) {
            sql.append(" and e.state = any(string_to_array(?, ','))");
            values.add(String.join(
                    ",", request.states().stream().map(RevisionState::word).toList()));
        }
        if (request.modalities() != null && !request.modalities().isEmpty()) {
            sql.append('\n').append(MODALITY);
            values.add(String.join(",", request.modalities()));
        }
        if (request.search() != null && !request.search().isBlank()) {
            sql.append('\n').append(SOUGHT);
            String part = pattern(request.search());
            values.addAll(List.of(tenant.value(), part, part, part, tenant.value(), part));
        }
        date(sql, values, " and s.study_date >= ?", request.from());
        date(sql, values, " and s.study_date <= ?", request.to());
        if (Boolean.TRUE.equals(request.undecidedOnly())) {
            sql.append(" and e.undecided > 0");
        }
        order(sql, values, tenant, request, after);
        sql.append("\nlimit ?");
        values.add(limit);
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    query.setObject(i + 1, values.get(i));
                }
                try (ResultSet rows = query.executeQuery()) {
                    List<WorklistEntry> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(entry(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static void order(
            StringBuilder sql,
            List<Object> values,
            TenantId tenant,
            WorklistRequest request,
            @Nullable WorklistPlace after) {
        WorklistSort sort = request.sortOrDefault();
        if (sort == WorklistSort.URGENCY) {
            if (after != null) {
                sql.append(" and (e.priority, -e.malignancy, -e.diameter_mm, e.completed_at, e.study_instance_uid)"
                        + " > (?, ?, ?, ?, ?)");
                values.add(after.priority());
                values.add(-after.malignancy());
                values.add(-after.diameterMm());
                values.add(after.completedAt().atOffset(ZoneOffset.UTC));
                values.add(after.study());
            }
            sql.append(BY_URGENCY);
            return;
        }
        if (after != null) {
            // The key of the last study is looked up: a place holds nothing about the patient.
            sql.append(" and (" + sort.key() + ", e.study_instance_uid) " + (request.isDescending() ? "<" : ">")
                    + " (select " + sort.key() + ", e.study_instance_uid " + ENTRIES
                    + " and e.study_instance_uid = ?)");
            values.add(tenant.value());
            values.add(after.study());
        }
        String direction = request.isDescending() ? " desc" : "";
        sql.append(" order by " + sort.key() + direction + ", e.study_instance_uid" + direction);
    }

    /** Changes whenever something of the tenant's worklist did. */
    String fingerprint(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement(FINGERPRINT)) {
                for (int at = 1; at <= 4; at++) query.setString(at, tenant.value());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
    }

    private static void date(StringBuilder sql, List<Object> values, String condition, @Nullable LocalDate date) {
        if (date != null) {
            sql.append(condition);
            values.add(date.format(DateTimeFormatter.BASIC_ISO_DATE));
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

    private static WorklistEntry entry(ResultSet row) throws SQLException {
        double malignancy = row.getDouble("malignancy");
        double diameter = row.getDouble("diameter_mm");
        return new WorklistEntry(
                row.getString("study_instance_uid"),
                row.getInt("revision"),
                StudyPriority.of(row.getInt("priority")),
                RevisionState.of(row.getString("state")),
                row.getString("stage"),
                row.getDouble("progress"),
                row.getString("reason_code"),
                row.getString("reason"),
                row.getString("patient_id"),
                row.getString("patient_name"),
                row.getString("birth_date"),
                row.getString("sex"),
                row.getString("study_date"),
                row.getString("study_time"),
                row.getString("accession"),
                row.getString("description"),
                row.getString("modalities"),
                row.getInt("findings"),
                row.getInt("undecided"),
                malignancy,
                FindingKind.of(diameter > 0 ? diameter : null) == FindingKind.NODULE ? malignancy : null,
                diameter > 0 ? diameter : null,
                row.getString("lung_rads"),
                row.getInt("undelivered"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("completed_at", OffsetDateTime.class).toInstant());
    }
}
