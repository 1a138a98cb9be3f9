package io.trivium.med.archive;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers queries from the index, never from files. Thread-safe. */
@ApplicationScoped
public class ArchiveSearch {

    private static final String STUDY = """
            select s.study_instance_uid, s.patient_id, s.patient_name, s.birth_date, s.sex, s.study_date, s.study_time,
                s.accession_number, s.study_id, s.description, s.referring_physician""";

    private static final String STUDIES = STUDY + """
            , (select count(*) from series c where c.tenant_id = s.tenant_id
                and c.study_instance_uid = s.study_instance_uid) as series_count,
            (select count(distinct sop_instance_uid) from instance c where c.tenant_id = s.tenant_id
                and c.study_instance_uid = s.study_instance_uid) as instance_count,
            (select string_agg(distinct c.modality, '\\') from series c where c.tenant_id = s.tenant_id
                and c.study_instance_uid = s.study_instance_uid) as modalities
            from study s where true""";

    private static final String SERIES = STUDY + """
            , e.series_instance_uid, e.modality, e.description as series_description, e.series_number,
            (select count(distinct sop_instance_uid) from instance c where c.tenant_id = s.tenant_id
                and c.study_instance_uid = e.study_instance_uid
                and c.series_instance_uid = e.series_instance_uid) as instance_count
            from series e join study s using (tenant_id, study_instance_uid) where true""";

    private static final String INSTANCES = STUDY + """
            , e.series_instance_uid, e.modality, e.description as series_description, e.series_number,
            i.sop_instance_uid, i.sop_class_uid, i.instance_number, i.rows, i.columns, i.frames
            from instance i
                join series e using (tenant_id, study_instance_uid, series_instance_uid)
                join study s using (tenant_id, study_instance_uid)
            where not exists (select 1 from instance f where f.tenant_id = i.tenant_id
                and f.sop_instance_uid = i.sop_instance_uid
                and (f.version, f.received_at, f.sha256) < (i.version, i.received_at, i.sha256)
                and f.study_instance_uid = i.study_instance_uid and f.series_instance_uid = i.series_instance_uid)""";

    /** Most statements that are kept; those of further combinations of attributes are parsed each time. */
    private static final int MOST_STATEMENTS = 500;

    /** The statements by their text: one for each combination of attributes that was matched. */
    private final Map<String, SqlQuery<? extends Answer>> statements = new ConcurrentHashMap<>();

    private final TenantTransactions transactions;

    ArchiveSearch(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    private record Study(
            String studyInstanceUid,
            @Nullable String patientId,
            @Nullable String patientName,
            @Nullable String birthDate,
            @Nullable String sex,
            @Nullable String studyDate,
            @Nullable String studyTime,
            @Nullable String accessionNumber,
            @Nullable String studyId,
            @Nullable String description,
            @Nullable String referringPhysician) {

        DataSet dataSet() {
            DataSet data = new DataSet().put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192");
            text(data, Tag.STUDY_INSTANCE_UID, Vr.UI, studyInstanceUid);
            text(data, Tag.PATIENT_ID, Vr.LO, patientId);
            text(data, Tag.PATIENT_NAME, Vr.PN, patientName);
            text(data, Tag.PATIENT_BIRTH_DATE, Vr.DA, birthDate);
            text(data, Tag.PATIENT_SEX, Vr.CS, sex);
            text(data, Tag.STUDY_DATE, Vr.DA, studyDate);
            text(data, Tag.STUDY_TIME, Vr.TM, studyTime);
            text(data, Tag.ACCESSION_NUMBER, Vr.SH, accessionNumber);
            text(data, Tag.STUDY_ID, Vr.SH, studyId);
            text(data, Tag.STUDY_DESCRIPTION, Vr.LO, description);
            text(data, Tag.REFERRING_PHYSICIAN_NAME, Vr.PN, referringPhysician);
            return data.put(Tag.INSTANCE_AVAILABILITY, "ONLINE");
        }
    }

    private record Series(
            Study study,
            String seriesInstanceUid,
            @Nullable String modality,
            @Nullable String seriesDescription,
            @Nullable Integer seriesNumber) {

        DataSet dataSet() {
            DataSet data = study.dataSet();
            text(data, Tag.SERIES_INSTANCE_UID, Vr.UI, seriesInstanceUid);
            text(data, Tag.MODALITY, Vr.CS, modality);
            text(data, Tag.SERIES_DESCRIPTION, Vr.LO, seriesDescription);
            text(data, Tag.SERIES_NUMBER, Vr.IS, text(seriesNumber));
            return data;
        }
    }

    /** An answer of one level. */
    private sealed interface Answer {
        DataSet dataSet();
    }

    private record StudyAnswer(
            Study study,
            long seriesCount,
            long instanceCount,
            @Nullable String modalities) implements Answer {
        @Override
        public DataSet dataSet() {
            DataSet data = study.dataSet();
            text(data, Tag.MODALITIES_IN_STUDY, Vr.CS, modalities);
            data.putUtf8(Tag.NUMBER_OF_STUDY_RELATED_SERIES, Vr.IS, Long.toString(seriesCount));
            return data.putUtf8(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, Vr.IS, Long.toString(instanceCount));
        }
    }

    private record SeriesAnswer(Series series, long instanceCount) implements Answer {
        @Override
        public DataSet dataSet() {
            return series.dataSet()
                    .putUtf8(Tag.NUMBER_OF_SERIES_RELATED_INSTANCES, Vr.IS, Long.toString(instanceCount));
        }
    }

    private record InstanceAnswer(
            Series series,
            String sopInstanceUid,
            String sopClassUid,
            @Nullable Integer instanceNumber,
            @Nullable Integer rows,
            @Nullable Integer columns,
            @Nullable Integer frames)
            implements Answer {
        @Override
        public DataSet dataSet() {
            DataSet data = series.dataSet();
            text(data, Tag.SOP_INSTANCE_UID, Vr.UI, sopInstanceUid);
            text(data, Tag.SOP_CLASS_UID, Vr.UI, sopClassUid);
            text(data, Tag.INSTANCE_NUMBER, Vr.IS, text(instanceNumber));
            text(data, Tag.NUMBER_OF_FRAMES, Vr.IS, text(frames));
            if (rows != null) data.putNumbers(Tag.ROWS, Vr.US, rows);
            if (columns != null) data.putNumbers(Tag.COLUMNS, Vr.US, columns);
            return data;
        }
    }

    /** The matching studies, newest first, series by number, or instances by number, with the usual attributes. */
    public List<DataSet> find(TenantId tenant, ArchiveQuery query) {
        Map<String, Object> parameters = new HashMap<>();
        StringBuilder sql = new StringBuilder(
                switch (query.level()) {
                    case STUDY -> STUDIES;
                    case SERIES -> SERIES;
                    case INSTANCE -> INSTANCES;
                });
        for (Map.Entry<Integer, String> match : new TreeMap<>(query.matches()).entrySet()) {
            condition(sql, parameters, query.level(), match.getKey(), match.getValue());
        }
        sql.append(
                switch (query.level()) {
                    case STUDY -> " order by s.study_date desc nulls last, s.study_instance_uid";
                    case SERIES -> " order by s.study_instance_uid, e.series_number, e.series_instance_uid";
                    case INSTANCE -> " order by e.series_instance_uid, i.instance_number, i.sop_instance_uid";
                });
        sql.append(" limit :limit offset :offset");
        parameters.put("limit", query.limit());
        parameters.put("offset", query.offset());
        SqlQuery<? extends Answer> statement = statement(query.level(), sql.toString());
        return transactions.withConnection(tenant, connection -> {
            var call = statement.on(connection);
            parameters.forEach(call::set);
            List<DataSet> found = new ArrayList<>();
            call.each(answer -> found.add(answer.dataSet()));
            return found;
        });
    }

    private SqlQuery<? extends Answer> statement(QueryLevel level, String sql) {
        SqlQuery<? extends Answer> known = statements.get(sql);
        if (known != null) return known;
        SqlQuery<? extends Answer> parsed = switch (level) {
            case STUDY -> SqlQuery.of(StudyAnswer.class, sql);
            case SERIES -> SqlQuery.of(SeriesAnswer.class, sql);
            case INSTANCE -> SqlQuery.of(InstanceAnswer.class, sql);
        };
        if (statements.size() < MOST_STATEMENTS) statements.put(sql, parsed);
        return parsed;
    }

    private static void condition(
            StringBuilder sql, Map<String, Object> parameters, QueryLevel level, int tag, String value) {
        if (value.isEmpty() || value.equals("*")) return;
        String column = ArchiveQuery.column(tag).orElseThrow();
        if (level == QueryLevel.STUDY && column.startsWith("e.")) {
            sql.append(" and exists (select 1 from series e where e.tenant_id = s.tenant_id"
                    + " and e.study_instance_uid = s.study_instance_uid");
            compare(sql, parameters, tag, column, value);
            sql.append(')');
        } else if (column.startsWith("i.") && level != QueryLevel.INSTANCE) {
            throw new IllegalArgumentException("attribute " + Tag.hex(tag) + " is matched among instances only");
        } else {
            compare(sql, parameters, tag, column, value);
        }
    }

    private static void compare(
            StringBuilder sql, Map<String, Object> parameters, int tag, String column, String value) {
        if (column.endsWith("_uid")) {
            add(sql, parameters, column, " = any (%s)", ArchiveQuery.uids(value));
        } else if (column.endsWith("_number") && !column.contains("accession")) {
            try {
                add(sql, parameters, column, " = %s", Integer.valueOf(value.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("attribute " + Tag.hex(tag) + " is matched with a number", e);
            }
        } else if ((column.endsWith("_date") || column.endsWith("_time")) && value.contains("-")) {
            range(sql, parameters, column, value);
        } else if (value.contains("*") || value.contains("?")) {
            add(sql, parameters, column, " ilike %s", pattern(value));
        } else {
            add(sql, parameters, "lower(" + column + ")", " = lower(%s)", value);
        }
    }

    private static void range(StringBuilder sql, Map<String, Object> parameters, String column, String value) {
        int dash = value.indexOf('-');
        String from = value.substring(0, dash).strip();
        String to = value.substring(dash + 1).strip();
        if (!from.isEmpty()) add(sql, parameters, column, " >= %s", from);
        if (!to.isEmpty()) {
            // A time within the last second, or a date followed by a time, is still in the range.
            add(sql, parameters, column, " <= %s", to + "~");
        }
    }

    /** Adds a condition on a column, with its value as the next parameter in the place of {@code %s}. */
    private static void add(
            StringBuilder sql, Map<String, Object> parameters, String column, String condition, Object value) {
        String name = "p" + parameters.size();
        sql.append(" and ").append(column).append(condition.formatted(":" + name));
        parameters.put(name, value);
    }

    /** One star for many: a pattern of many stars would be tried for ever. */
    private static String pattern(String value) {
        return value.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replaceAll("\\*+", "%")
                .replace('?', '_');
    }

    private static void text(DataSet data, int tag, Vr vr, @Nullable String value) {
        data.putUtf8(tag, vr, value == null ? "" : value);
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }
}
