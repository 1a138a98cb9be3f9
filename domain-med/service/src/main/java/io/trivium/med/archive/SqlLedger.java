package io.trivium.med.archive;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.dicom.data.InstanceHeader;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of instances, series and studies in PostgreSQL: one statement each for all of a transaction. Thread-safe. */
@ApplicationScoped
class SqlLedger implements InstanceLedger {

    /** Protects against a concurrent removal of the study: after it, the study's rows are written again. */
    private static final String LOCK = """
            select pg_advisory_xact_lock_shared(hashtextextended('study:' || current_schema() || ':' || ? || ':' || study, 0))
            from unnest(?) as studies (study)""";

    private static final String INSERT = """
            insert into instance (tenant_id, sop_instance_uid, sha256, version, sop_class_uid, transfer_syntax_uid,
                study_instance_uid, series_instance_uid, instance_number, rows, columns, frames, size_bytes,
                data_set_offset, received_at, source, host, association_id, header_problem)
            select ?, r.uid, r.sha256,
                1 + (select coalesce(max(i.version), 0) from instance i
                    where i.tenant_id = ? and i.sop_instance_uid = r.uid),
                r.class, r.syntax, r.study, r.series, r.number, r.rows, r.columns, r.frames, r.size, r.start,
                r.received, r.source, r.host, r.association, r.problem
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[],
                ?::int[], ?::bigint[], ?::int[], ?::timestamptz[], ?::text[], ?::text[], ?::uuid[], ?::text[])
                as r (uid, sha256, class, syntax, study, series, number, rows, columns, frames, size, start, received,
                    source, host, association, problem)
            on conflict do nothing
            returning sop_instance_uid, sha256, version""";

    private static final String INSERT_STUDIES = """
            insert into study (tenant_id, study_instance_uid, patient_id, patient_name, birth_date, sex, study_date,
                study_time, accession_number, study_id, description, referring_physician, created_at)
            select ?, * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private static final String INSERT_SERIES = """
            insert into series (tenant_id, study_instance_uid, series_instance_uid, modality, description,
                series_number, created_at)
            select ?, * from unnest(?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private record Key(String study, String series) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byStudy = study.compareTo(other.study);
            return byStudy != 0 ? byStudy : series.compareTo(other.series);
        }
    }

    private final TenantTransactions transactions;
    private final AuditLog audit;

    SqlLedger(TenantTransactions transactions, AuditLog audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public List<Duplication> commit(List<InstanceRow> rows) {
        TenantId tenant = rows.getFirst().tenant();
        return transactions.withConnection(tenant, connection -> {
            addStudies(connection, tenant, rows);
            List<Duplication> duplications = new ArrayList<>();
            for (List<InstanceRow> part : withoutRepetition(rows)) {
                duplications.addAll(insert(connection, tenant, part));
            }
            return duplications;
        });
    }

    /** The rows in their order, cut wherever an instance comes a second time: its first row must be seen by then. */
    static List<List<InstanceRow>> withoutRepetition(List<InstanceRow> rows) {
        List<List<InstanceRow>> parts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<InstanceRow> part = new ArrayList<>();
        for (InstanceRow row : rows) {
            if (!seen.add(row.sopInstance())) {
                parts.add(part);
                part = new ArrayList<>();
                seen.clear();
                seen.add(row.sopInstance());
            }
            part.add(row);
        }
        parts.add(part);
        return parts;
    }

    private List<Duplication> insert(Connection connection, TenantId tenant, List<InstanceRow> rows)
            throws SQLException {
        Map<String, Integer> versions = new HashMap<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, tenant.value());
            insert.setString(2, tenant.value());
            array(insert, 3, "text", rows, InstanceRow::sopInstance);
            array(insert, 4, "text", rows, InstanceRow::sha256);
            array(insert, 5, "text", rows, InstanceRow::sopClass);
            array(insert, 6, "text", rows, InstanceRow::transferSyntax);
            array(insert, 7, "text", rows, row -> text(row, InstanceHeader::study));
            array(insert, 8, "text", rows, row -> text(row, InstanceHeader::series));
            array(insert, 9, "int4", rows, row -> number(row, InstanceHeader::instanceNumber));
            array(insert, 10, "int4", rows, row -> number(row, InstanceHeader::rows));
            array(insert, 11, "int4", rows, row -> number(row, InstanceHeader::columns));
            array(insert, 12, "int4", rows, row -> number(row, InstanceHeader::frames));
            array(insert, 13, "int8", rows, InstanceRow::size);
            array(insert, 14, "int4", rows, InstanceRow::dataSetOffset);
            array(insert, 15, "timestamptz", rows, row -> row.receivedAt().toString());
            array(insert, 16, "text", rows, InstanceRow::source);
            array(insert, 17, "text", rows, row -> row.host().orElse(null));
            array(insert, 18, "uuid", rows, InstanceRow::association);
            array(insert, 19, "text", rows, row -> row.headerProblem().orElse(null));
            try (ResultSet inserted = insert.executeQuery()) {
                while (inserted.next()) {
                    versions.put(inserted.getString(1) + inserted.getString(2), inserted.getInt(3));
                }
            }
        }
        List<Duplication> result = new ArrayList<>();
        for (InstanceRow row : rows) {
            Integer version = versions.get(row.sopInstance() + row.sha256());
            if (version == null) {
                result.add(Duplication.SAME_CONTENT);
            } else if (version == 1) {
                result.add(Duplication.NEW);
            } else {
                result.add(Duplication.OTHER_CONTENT);
                putOnRecord(row, version);
            }
        }
        return result;
    }

    private void putOnRecord(InstanceRow row, int version) {
        audit.append(new AuditEvent(
                row.tenant(),
                "ae:" + row.source(),
                "instance.other-content",
                "instance/" + row.sopInstance(),
                AuditOutcome.SUCCESS,
                Map.of("sha256", row.sha256(), "version", version)));
    }

    /** In the order of their numbers: two transactions with the same new studies wait for each other one way only. */
    private static void addStudies(Connection connection, TenantId tenant, List<InstanceRow> rows) throws SQLException {
        NavigableMap<Key, InstanceRow> series = new TreeMap<>();
        NavigableMap<String, InstanceRow> studies = new TreeMap<>();
        for (InstanceRow row : rows) {
            InstanceHeader header = row.header().orElse(null);
            if (header == null || header.study().isEmpty() || header.series().isEmpty()) continue;
            String study = header.study().orElseThrow();
            series.putIfAbsent(new Key(study, header.series().orElseThrow()), row);
            studies.putIfAbsent(study, row);
        }
        if (studies.isEmpty()) return;
        lock(connection, tenant, studies.navigableKeySet());
        insertStudies(connection, tenant, List.copyOf(studies.values()));
        insertSeries(connection, tenant, List.copyOf(series.values()));
    }

    private static void lock(Connection connection, TenantId tenant, Set<String> studies) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, tenant.value());
            lock.setArray(2, connection.createArrayOf("text", studies.toArray()));
            lock.execute();
        }
    }

    private static void insertStudies(Connection connection, TenantId tenant, List<InstanceRow> rows)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_STUDIES)) {
            insert.setString(1, tenant.value());
            array(insert, 2, "text", rows, row -> text(row, InstanceHeader::study));
            array(insert, 3, "text", rows, row -> text(row, InstanceHeader::patientId));
            array(insert, 4, "text", rows, row -> text(row, InstanceHeader::patientName));
            array(insert, 5, "text", rows, row -> text(row, InstanceHeader::birthDate));
            array(insert, 6, "text", rows, row -> text(row, InstanceHeader::sex));
            array(insert, 7, "text", rows, row -> text(row, InstanceHeader::studyDate));
            array(insert, 8, "text", rows, row -> text(row, InstanceHeader::studyTime));
            array(insert, 9, "text", rows, row -> text(row, InstanceHeader::accessionNumber));
            array(insert, 10, "text", rows, row -> text(row, InstanceHeader::studyId));
            array(insert, 11, "text", rows, row -> text(row, InstanceHeader::studyDescription));
            array(insert, 12, "text", rows, row -> text(row, InstanceHeader::referringPhysician));
            array(insert, 13, "timestamptz", rows, row -> row.receivedAt().toString());
            insert.executeUpdate();
        }
    }

    private static void insertSeries(Connection connection, TenantId tenant, List<InstanceRow> rows)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_SERIES)) {
            insert.setString(1, tenant.value());
            array(insert, 2, "text", rows, row -> text(row, InstanceHeader::study));
            array(insert, 3, "text", rows, row -> text(row, InstanceHeader::series));
            array(insert, 4, "text", rows, row -> text(row, InstanceHeader::modality));
            array(insert, 5, "text", rows, row -> text(row, InstanceHeader::seriesDescription));
            array(insert, 6, "int4", rows, row -> number(row, InstanceHeader::seriesNumber));
            array(insert, 7, "timestamptz", rows, row -> row.receivedAt().toString());
            insert.executeUpdate();
        }
    }

    private static @Nullable String text(InstanceRow row, Function<InstanceHeader, Optional<String>> field) {
        return row.header().flatMap(field).orElse(null);
    }

    private static @Nullable Integer number(InstanceRow row, Function<InstanceHeader, OptionalInt> field) {
        OptionalInt value = row.header().map(field).orElse(OptionalInt.empty());
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private static void array(
            PreparedStatement statement,
            int parameter,
            String type,
            List<InstanceRow> rows,
            Function<InstanceRow, @Nullable Object> field)
            throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = field.apply(rows.get(i));
        }
        statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
    }
}
