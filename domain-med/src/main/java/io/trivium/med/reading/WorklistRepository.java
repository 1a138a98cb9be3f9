package io.trivium.med.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
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

/** Reads the worklist: of every study its newest revision, in the order in which to read. Thread-safe. */
@ApplicationScoped
class WorklistRepository {

    /** Findings are counted and compared for all studies at once: study by study it took two and a half times as long. */
    private static final String LISTED = """
            with newest as (
                select distinct on (study_instance_uid) * from study_revision order by study_instance_uid, revision desc
            ), decided as (
                select distinct on (study_instance_uid, revision, tracking_uid)
                    study_instance_uid, revision, tracking_uid, verdict
                from finding_decision order by study_instance_uid, revision, tracking_uid, decided_at desc
            ), found as (
                select f.study_instance_uid, f.revision, count(*) as findings,
                    count(*) filter (where d.verdict is null) as undecided,
                    (array_agg(f.malignancy order by f.malignancy desc, f.longest_diameter_mm desc)
                        filter (where d.verdict is distinct from 'rejected'))[1] as malignancy,
                    (array_agg(f.longest_diameter_mm order by f.malignancy desc, f.longest_diameter_mm desc)
                        filter (where d.verdict is distinct from 'rejected'))[1] as diameter_mm
                from finding f left join decided d using (study_instance_uid, revision, tracking_uid)
                group by f.study_instance_uid, f.revision
            ), listed as (
                select r.*, s.patient_id, s.patient_name, s.birth_date, s.sex, s.study_date, s.study_time, s.description,
                    coalesce(nullif(s.accession_number, ''), r.accession_number) as accession,
                    coalesce(n.findings, 0) as findings, coalesce(n.undecided, 0) as undecided,
                    coalesce(n.malignancy, 0) as malignancy, coalesce(n.diameter_mm, 0) as diameter_mm
                from newest r
                left join study s on s.study_instance_uid = r.study_instance_uid
                left join found n on n.study_instance_uid = r.study_instance_uid and n.revision = r.revision
            )
            select l.*,
                (select string_agg(distinct x.modality, ',') from series x
                    where x.study_instance_uid = l.study_instance_uid) as modalities,
                (select count(*) from delivery y where y.study_instance_uid = l.study_instance_uid
                    and y.revision = l.revision and y.state in ('pending', 'dead')) as undelivered
            from listed l where true""";

    private static final String ORDER =
            " order by l.priority, -l.malignancy, -l.diameter_mm, l.completed_at, l.study_instance_uid limit ?";

    private static final String FINGERPRINT = """
            select concat_ws('/', (select count(*) from study_revision),
                (select coalesce(sum(hashtextextended(study_instance_uid || revision || state || coalesce(stage, '')
                        || round(progress * 20), 0) % 1000000007), 0)
                    from study_revision
                    where state in ('queued', 'running') or finished_at > now() - interval '1 hour'),
                (select count(*) from finding_decision),
                (select count(*) from delivery where state in ('pending', 'dead')))""";

    private final TenantTransactions transactions;

    WorklistRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The entries that follow a place, the most urgent first. */
    List<WorklistEntry> list(TenantId tenant, WorklistRequest request, @Nullable WorklistPlace after, int limit) {
        StringBuilder sql = new StringBuilder(LISTED);
        List<Object> values = new ArrayList<>();
        if (request.states() != null && !request.states().isEmpty()) {
            sql.append(" and l.state = any(string_to_array(?, ','))");
            values.add(String.join(
                    ",", request.states().stream().map(RevisionState::word).toList()));
        }
        if (request.search() != null && !request.search().isBlank()) {
            sql.append(" and (l.patient_id ilike ? or l.patient_name ilike ? or l.accession ilike ?)");
            String part = pattern(request.search());
            values.addAll(List.of(part, part, part));
        }
        date(sql, values, " and l.study_date >= ?", request.from());
        date(sql, values, " and l.study_date <= ?", request.to());
        if (Boolean.TRUE.equals(request.undecidedOnly())) {
            sql.append(" and l.undecided > 0");
        }
        if (after != null) {
            sql.append(" and (l.priority, -l.malignancy, -l.diameter_mm, l.completed_at, l.study_instance_uid)"
                    + " > (?, ?, ?, ?, ?)");
            values.add(after.priority());
            values.add(-after.malignancy());
            values.add(-after.diameterMm());
            values.add(after.completedAt().atOffset(ZoneOffset.UTC));
            values.add(after.study());
        }
        sql.append(ORDER);
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

    /** Changes whenever something of the tenant's worklist did. */
    String fingerprint(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement(FINGERPRINT);
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private static void date(StringBuilder sql, List<Object> values, String condition, @Nullable LocalDate date) {
        if (date != null) {
            sql.append(condition);
            values.add(date.format(DateTimeFormatter.BASIC_ISO_DATE));
        }
    }

    /** What is typed is a part, taken by the letter; a family and a first name may be typed with a space or a comma. */
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
                diameter > 0 ? malignancy : null,
                diameter > 0 ? diameter : null,
                row.getInt("undelivered"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("completed_at", OffsetDateTime.class).toInstant());
    }
}
