package io.trivium.med.archive;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.InstanceHeader;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.InstanceSink.Duplication;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
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
    private static final SqlQuery<Long> LOCK = SqlQuery.of(Long.class, """
        select count(pg_advisory_xact_lock_shared(
            hashtextextended('study:' || current_schema() || ':' || :tenant || ':' || study, 0)))
        from unnest(:studies::text[]) as studies (study)
        """);

    private record Inserted(String sopInstanceUid, String sha256, int version) {}

    private static final SqlQuery<Inserted> INSERT = SqlQuery.of(Inserted.class, """
        insert into instance (tenant_id, sop_instance_uid, sha256, version, sop_class_uid, transfer_syntax_uid,
            study_instance_uid, series_instance_uid, instance_number, rows, columns, frames, size_bytes,
            data_set_offset, received_at, source, host, association_id, header_problem)
        select :tenant, r.uid, r.sha256,
            1 + (select coalesce(max(i.version), 0) from instance i
                where i.tenant_id = :tenant and i.sop_instance_uid = r.uid),
            r.class, r.syntax, r.study, r.series, r.number, r.rows, r.columns, r.frames, r.size, r.start,
            r.received, r.source, r.host, r.association, r.problem
        from unnest(:uids::text[], :hashes::text[], :classes::text[], :syntaxes::text[], :studies::text[],
            :series::text[], :numbers::int[], :rows::int[], :columns::int[], :frames::int[], :sizes::bigint[],
            :starts::int[], :received::timestamptz[], :sources::text[], :hosts::text[], :associations::uuid[],
            :problems::text[])
            as r (uid, sha256, class, syntax, study, series, number, rows, columns, frames, size, start, received,
                source, host, association, problem)
        on conflict do nothing
        returning sop_instance_uid, sha256, version
        """);

    private static final SqlUpdate INSERT_STUDIES = SqlUpdate.of("""
        insert into study (tenant_id, study_instance_uid, patient_id, patient_name, birth_date, sex, study_date,
            study_time, accession_number, study_id, description, referring_physician, created_at)
        select :tenant, * from unnest(:uids::text[], :patients::text[], :names::text[], :births::text[], :sexes::text[],
            :dates::text[], :times::text[], :accessions::text[], :ids::text[], :descriptions::text[],
            :referrers::text[], :received::timestamptz[])
        on conflict do nothing
        """);

    private static final SqlUpdate INSERT_SERIES = SqlUpdate.of("""
        insert into series (tenant_id, study_instance_uid, series_instance_uid, modality, description,
            series_number, created_at)
        select :tenant, * from unnest(:studies::text[], :series::text[], :modalities::text[], :descriptions::text[],
            :numbers::int[], :received::timestamptz[])
        on conflict do nothing
        """);

    private record Key(StudyInstanceUid study, String series) implements Comparable<Key> {
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

    private List<Duplication> insert(Connection connection, TenantId tenant, List<InstanceRow> rows) {
        Map<String, Integer> versions = new HashMap<>();
        INSERT.on(connection)
                .set("tenant", tenant)
                .array("uids", "text", each(rows, InstanceRow::sopInstance))
                .array("hashes", "text", each(rows, InstanceRow::sha256))
                .array("classes", "text", each(rows, InstanceRow::sopClass))
                .array("syntaxes", "text", each(rows, InstanceRow::transferSyntax))
                .array("studies", "text", studies(rows))
                .array("series", "text", texts(rows, InstanceHeader::series))
                .array("numbers", "int4", numbers(rows, InstanceHeader::instanceNumber))
                .array("rows", "int4", numbers(rows, InstanceHeader::rows))
                .array("columns", "int4", numbers(rows, InstanceHeader::columns))
                .array("frames", "int4", numbers(rows, InstanceHeader::frames))
                .array("sizes", "int8", each(rows, InstanceRow::size))
                .array("starts", "int4", each(rows, InstanceRow::dataSetOffset))
                .array(
                        "received",
                        "timestamptz",
                        each(rows, row -> row.receivedAt().toString()))
                .array("sources", "text", each(rows, InstanceRow::source))
                .array("hosts", "text", each(rows, row -> row.host().orElse(null)))
                .array("associations", "uuid", each(rows, InstanceRow::association))
                .array("problems", "text", each(rows, row -> row.headerProblem().orElse(null)))
                .each(inserted -> versions.put(inserted.sopInstanceUid() + inserted.sha256(), inserted.version()));
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
    private static void addStudies(Connection connection, TenantId tenant, List<InstanceRow> rows) {
        NavigableMap<Key, InstanceRow> series = new TreeMap<>();
        NavigableMap<StudyInstanceUid, InstanceRow> studies = new TreeMap<>();
        for (InstanceRow row : rows) {
            InstanceHeader header = row.header().orElse(null);
            if (header == null || header.study().isEmpty() || header.series().isEmpty()) continue;
            StudyInstanceUid study = header.study().orElseThrow();
            series.putIfAbsent(new Key(study, header.series().orElseThrow()), row);
            studies.putIfAbsent(study, row);
        }
        if (studies.isEmpty()) return;
        LOCK.on(connection)
                .set("tenant", tenant)
                .set(
                        "studies",
                        studies.navigableKeySet().stream()
                                .map(StudyInstanceUid::value)
                                .toList())
                .one();
        insertStudies(connection, tenant, List.copyOf(studies.values()));
        insertSeries(connection, tenant, List.copyOf(series.values()));
    }

    private static void insertStudies(Connection connection, TenantId tenant, List<InstanceRow> rows) {
        INSERT_STUDIES
                .on(connection)
                .set("tenant", tenant)
                .array("uids", "text", studies(rows))
                .array("patients", "text", texts(rows, InstanceHeader::patientId))
                .array("names", "text", texts(rows, InstanceHeader::patientName))
                .array("births", "text", texts(rows, InstanceHeader::birthDate))
                .array("sexes", "text", texts(rows, InstanceHeader::sex))
                .array("dates", "text", texts(rows, InstanceHeader::studyDate))
                .array("times", "text", texts(rows, InstanceHeader::studyTime))
                .array("accessions", "text", texts(rows, InstanceHeader::accessionNumber))
                .array("ids", "text", texts(rows, InstanceHeader::studyId))
                .array("descriptions", "text", texts(rows, InstanceHeader::studyDescription))
                .array("referrers", "text", texts(rows, InstanceHeader::referringPhysician))
                .array(
                        "received",
                        "timestamptz",
                        each(rows, row -> row.receivedAt().toString()))
                .run();
    }

    private static void insertSeries(Connection connection, TenantId tenant, List<InstanceRow> rows) {
        INSERT_SERIES
                .on(connection)
                .set("tenant", tenant)
                .array("studies", "text", studies(rows))
                .array("series", "text", texts(rows, InstanceHeader::series))
                .array("modalities", "text", texts(rows, InstanceHeader::modality))
                .array("descriptions", "text", texts(rows, InstanceHeader::seriesDescription))
                .array("numbers", "int4", numbers(rows, InstanceHeader::seriesNumber))
                .array(
                        "received",
                        "timestamptz",
                        each(rows, row -> row.receivedAt().toString()))
                .run();
    }

    private static @Nullable Object[] studies(List<InstanceRow> rows) {
        return each(
                rows,
                row -> row.header()
                        .flatMap(InstanceHeader::study)
                        .map(StudyInstanceUid::value)
                        .orElse(null));
    }

    private static @Nullable Object[] texts(List<InstanceRow> rows, Function<InstanceHeader, Optional<String>> field) {
        return each(rows, row -> row.header().flatMap(field).orElse(null));
    }

    private static @Nullable Object[] numbers(List<InstanceRow> rows, Function<InstanceHeader, OptionalInt> field) {
        return each(rows, row -> {
            OptionalInt value = row.header().map(field).orElse(OptionalInt.empty());
            return value.isPresent() ? (Integer) value.getAsInt() : null;
        });
    }

    private static @Nullable Object[] each(List<InstanceRow> rows, Function<InstanceRow, @Nullable Object> field) {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) values[i] = field.apply(rows.get(i));
        return values;
    }
}
