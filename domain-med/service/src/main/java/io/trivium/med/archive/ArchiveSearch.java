package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dicom.data.DataSet;
import io.trivium.med.dicom.data.Tag;
import io.trivium.med.dicom.data.Vr;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private final TenantTransactions transactions;

    ArchiveSearch(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    private record Parameter(String type, Object value) {}

    /** The matching studies, newest first, series by number, or instances by number, with the usual attributes. */
    public List<DataSet> find(TenantId tenant, ArchiveQuery query) {
        List<Parameter> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder(
                switch (query.level()) {
                    case STUDY -> STUDIES;
                    case SERIES -> SERIES;
                    case INSTANCE -> INSTANCES;
                });
        for (Map.Entry<Integer, String> match : query.matches().entrySet()) {
            condition(sql, parameters, query.level(), match.getKey(), match.getValue());
        }
        sql.append(
                switch (query.level()) {
                    case STUDY -> " order by s.study_date desc nulls last, s.study_instance_uid";
                    case SERIES -> " order by s.study_instance_uid, e.series_number, e.series_instance_uid";
                    case INSTANCE -> " order by e.series_instance_uid, i.instance_number, i.sop_instance_uid";
                });
        sql.append(" limit ").append(query.limit()).append(" offset ").append(query.offset());
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < parameters.size(); i++) {
                    Parameter parameter = parameters.get(i);
                    if (parameter.type().equals("array")) {
                        Array array = connection.createArrayOf("text", ((List<?>) parameter.value()).toArray());
                        statement.setArray(i + 1, array);
                    } else {
                        statement.setObject(i + 1, parameter.value());
                    }
                }
                try (ResultSet rows = statement.executeQuery()) {
                    List<DataSet> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(dataSet(query.level(), rows));
                    }
                    return found;
                }
            }
        });
    }

    private static void condition(
            StringBuilder sql, List<Parameter> parameters, QueryLevel level, int tag, String value) {
        if (value.isEmpty() || value.equals("*")) {
            return;
        }
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

    private static void compare(StringBuilder sql, List<Parameter> parameters, int tag, String column, String value) {
        if (column.endsWith("_uid")) {
            sql.append(" and ").append(column).append(" = any(?)");
            parameters.add(new Parameter("array", ArchiveQuery.uids(value)));
        } else if (column.endsWith("_number") && !column.contains("accession")) {
            try {
                parameters.add(new Parameter("int", Integer.valueOf(value.strip())));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("attribute " + Tag.hex(tag) + " is matched with a number", e);
            }
            sql.append(" and ").append(column).append(" = ?");
        } else if ((column.endsWith("_date") || column.endsWith("_time")) && value.contains("-")) {
            range(sql, parameters, column, value);
        } else if (value.contains("*") || value.contains("?")) {
            sql.append(" and ").append(column).append(" ilike ?");
            parameters.add(new Parameter("text", pattern(value)));
        } else {
            sql.append(" and lower(").append(column).append(") = lower(?)");
            parameters.add(new Parameter("text", value));
        }
    }

    private static void range(StringBuilder sql, List<Parameter> parameters, String column, String value) {
        int dash = value.indexOf('-');
        String from = value.substring(0, dash).strip();
        String to = value.substring(dash + 1).strip();
        if (!from.isEmpty()) {
            sql.append(" and ").append(column).append(" >= ?");
            parameters.add(new Parameter("text", from));
        }
        if (!to.isEmpty()) {
            // A time within the last second, or a date followed by a time, is still in the range.
            sql.append(" and ").append(column).append(" <= ?");
            parameters.add(new Parameter("text", to + "~"));
        }
    }

    /** One star for many: a pattern of many stars would be tried for ever. */
    private static String pattern(String value) {
        return value.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replaceAll("\\*+", "%")
                .replace('?', '_');
    }

    private static DataSet dataSet(QueryLevel level, ResultSet rows) throws SQLException {
        DataSet data = new DataSet().text(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 192");
        text(data, Tag.STUDY_INSTANCE, Vr.UI, rows.getString("study_instance_uid"));
        text(data, Tag.PATIENT_ID, Vr.LO, rows.getString("patient_id"));
        text(data, Tag.PATIENT_NAME, Vr.PN, rows.getString("patient_name"));
        text(data, Tag.PATIENT_BIRTH_DATE, Vr.DA, rows.getString("birth_date"));
        text(data, Tag.PATIENT_SEX, Vr.CS, rows.getString("sex"));
        text(data, Tag.STUDY_DATE, Vr.DA, rows.getString("study_date"));
        text(data, Tag.STUDY_TIME, Vr.TM, rows.getString("study_time"));
        text(data, Tag.ACCESSION_NUMBER, Vr.SH, rows.getString("accession_number"));
        text(data, Tag.STUDY_ID, Vr.SH, rows.getString("study_id"));
        text(data, Tag.STUDY_DESCRIPTION, Vr.LO, rows.getString("description"));
        text(data, Tag.REFERRING_PHYSICIAN, Vr.PN, rows.getString("referring_physician"));
        data.text(Tag.INSTANCE_AVAILABILITY, Vr.CS, "ONLINE");
        if (level == QueryLevel.STUDY) {
            text(data, Tag.MODALITIES_IN_STUDY, Vr.CS, rows.getString("modalities"));
            data.text(Tag.STUDY_SERIES_COUNT, Vr.IS, Long.toString(rows.getLong("series_count")));
            data.text(Tag.STUDY_INSTANCE_COUNT, Vr.IS, Long.toString(rows.getLong("instance_count")));
            return data;
        }
        text(data, Tag.SERIES_INSTANCE, Vr.UI, rows.getString("series_instance_uid"));
        text(data, Tag.MODALITY, Vr.CS, rows.getString("modality"));
        text(data, Tag.SERIES_DESCRIPTION, Vr.LO, rows.getString("series_description"));
        text(data, Tag.SERIES_NUMBER, Vr.IS, rows.getString("series_number"));
        if (level == QueryLevel.SERIES) {
            data.text(Tag.SERIES_INSTANCE_COUNT, Vr.IS, Long.toString(rows.getLong("instance_count")));
            return data;
        }
        text(data, Tag.SOP_INSTANCE, Vr.UI, rows.getString("sop_instance_uid"));
        text(data, Tag.SOP_CLASS, Vr.UI, rows.getString("sop_class_uid"));
        text(data, Tag.INSTANCE_NUMBER, Vr.IS, rows.getString("instance_number"));
        text(data, Tag.NUMBER_OF_FRAMES, Vr.IS, rows.getString("frames"));
        number(data, Tag.ROWS, rows.getString("rows"));
        number(data, Tag.COLUMNS, rows.getString("columns"));
        return data;
    }

    private static void text(DataSet data, int tag, Vr vr, @Nullable String value) {
        data.text(tag, vr, value == null ? "" : value);
    }

    private static void number(DataSet data, int tag, @Nullable String value) {
        if (value != null) {
            data.number(tag, Integer.parseInt(value));
        }
    }
}
