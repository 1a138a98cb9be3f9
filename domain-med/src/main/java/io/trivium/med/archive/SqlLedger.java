package io.trivium.med.archive;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dicom.InstanceHeader;
import io.trivium.med.dicom.InstanceSink.Duplication;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of instances in PostgreSQL: one statement for all of a transaction, and rows of studies once. Thread-safe. */
@ApplicationScoped
class SqlLedger implements InstanceLedger {

    private static final int REMEMBERED = 20_000;

    private static final String INSERT = """
            insert into instance (tenant_id, sop_instance_uid, sha256, version, sop_class_uid, transfer_syntax_uid,
                study_instance_uid, series_instance_uid, instance_number, rows, columns, frames, size_bytes,
                data_set_offset, received_at, source, host, association_id, header_problem)
            select ?, r.uid, r.sha256,
                1 + (select count(*) from instance i where i.tenant_id = ? and i.sop_instance_uid = r.uid),
                r.class, r.syntax, r.study, r.series, r.number, r.rows, r.columns, r.frames, r.size, r.start,
                r.received, r.source, r.host, r.association, r.problem
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[],
                ?::int[], ?::bigint[], ?::int[], ?::timestamptz[], ?::text[], ?::text[], ?::uuid[], ?::text[])
                as r (uid, sha256, class, syntax, study, series, number, rows, columns, frames, size, start, received,
                    source, host, association, problem)
            on conflict do nothing
            returning sop_instance_uid, sha256, version""";

    private static final String INSERT_STUDY = """
            insert into study (tenant_id, study_instance_uid, patient_id, patient_name, birth_date, sex, study_date,
                study_time, accession_number, study_id, description, referring_physician, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private static final String INSERT_SERIES = """
            insert into series (tenant_id, study_instance_uid, series_instance_uid, modality, description,
                series_number, created_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private record Key(TenantId tenant, String study, String series) {}

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Set<Key> known = ConcurrentHashMap.newKeySet();

    SqlLedger(TenantTransactions transactions, AuditLog audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public List<Duplication> commit(List<InstanceRow> rows) {
        TenantId tenant = rows.getFirst().tenant();
        Set<Key> added = new HashSet<>();
        List<Duplication> result = transactions.withConnection(tenant, connection -> {
            addStudies(connection, rows, added);
            List<Duplication> duplications = new ArrayList<>();
            for (List<InstanceRow> part : withoutRepetition(rows)) {
                duplications.addAll(insert(connection, tenant, part));
            }
            return duplications;
        });
        if (known.size() > REMEMBERED) {
            known.clear();
        }
        known.addAll(added);
        return result;
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

    private void addStudies(Connection connection, List<InstanceRow> rows, Set<Key> added) throws SQLException {
        for (InstanceRow row : rows) {
            Optional<InstanceHeader> header = row.header();
            if (header.isEmpty()
                    || header.orElseThrow().study().isEmpty()
                    || header.orElseThrow().series().isEmpty()) {
                continue;
            }
            InstanceHeader found = header.orElseThrow();
            Key key = new Key(
                    row.tenant(), found.study().orElseThrow(), found.series().orElseThrow());
            if (!known.contains(key) && added.add(key)) {
                addStudy(connection, row, found, key);
            }
        }
    }

    private static void addStudy(Connection connection, InstanceRow row, InstanceHeader header, Key key)
            throws SQLException {
        try (PreparedStatement study = connection.prepareStatement(INSERT_STUDY);
                PreparedStatement series = connection.prepareStatement(INSERT_SERIES)) {
            study.setString(1, key.tenant().value());
            study.setString(2, key.study());
            study.setString(3, header.patientId().orElse(null));
            study.setString(4, header.patientName().orElse(null));
            study.setString(5, header.birthDate().orElse(null));
            study.setString(6, header.sex().orElse(null));
            study.setString(7, header.studyDate().orElse(null));
            study.setString(8, header.studyTime().orElse(null));
            study.setString(9, header.accessionNumber().orElse(null));
            study.setString(10, header.studyId().orElse(null));
            study.setString(11, header.studyDescription().orElse(null));
            study.setString(12, header.referringPhysician().orElse(null));
            study.setObject(13, row.receivedAt().atOffset(ZoneOffset.UTC));
            study.executeUpdate();
            series.setString(1, key.tenant().value());
            series.setString(2, key.study());
            series.setString(3, key.series());
            series.setString(4, header.modality().orElse(null));
            series.setString(5, header.seriesDescription().orElse(null));
            series.setObject(
                    6,
                    header.seriesNumber().isPresent()
                            ? (Integer) header.seriesNumber().getAsInt()
                            : null);
            series.setObject(7, row.receivedAt().atOffset(ZoneOffset.UTC));
            series.executeUpdate();
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
