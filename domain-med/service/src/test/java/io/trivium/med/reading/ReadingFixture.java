package io.trivium.med.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.archive.Archive;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.study.Slices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts studies, revisions and findings where the processing would. */
final class ReadingFixture {

    static final TenantId TENANT = new TenantId("demo-hospital");
    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static final String OUTLINE = """
            {"slices": [{"index": 3, "sop_instance_uid": "SERIES.4", "paths": [[1, 1, 3, 1, 3, 3, 1, 3]]}]}""";

    private final Archive archive;
    private final TenantTransactions transactions;

    ReadingFixture(Archive archive, TenantTransactions transactions) {
        this.archive = archive;
        this.transactions = transactions;
    }

    /** A study of six slices, 5 mm apart, stored as if it had come by C-STORE. */
    void study(String study, String patientId, String patientName, String date) throws Exception {
        for (int k = 0; k < 6; k++) {
            String instance = study + ".1." + (k + 1);
            DataSet slice = Slices.slice(k)
                    .put(Tag.STUDY_INSTANCE_UID, study)
                    .put(Tag.SERIES_INSTANCE_UID, study + ".1")
                    .put(Tag.SOP_INSTANCE_UID, instance)
                    .put(Tag.PATIENT_ID, patientId)
                    .put(Tag.PATIENT_NAME, patientName)
                    .put(Tag.ACCESSION_NUMBER, "ACC-" + study)
                    .put(Tag.STUDY_DATE, date);
            byte[] data = DataSetWriter.bytes(slice);
            try (Upload upload = archive.begin(new Incoming(
                    TENANT,
                    "1.2.840.10008.5.1.4.1.1.2",
                    instance,
                    Uids.EXPLICIT_LITTLE_ENDIAN,
                    "CT1",
                    Optional.empty(),
                    new UUID(1, 2)))) {
                upload.write(data, 0, data.length);
                upload.finish();
            }
        }
    }

    /** A revision that the processing leaves alone for as long as a test takes. */
    void revision(String study, int revision, int priority, String state, Instant completedAt) {
        sql(
                "insert into study_revision (tenant_id, study_instance_uid, revision, instance_set_sha256, instance_count,"
                        + " priority, state, progress, next_attempt_at, series_instance_uid, received_at, completed_at)"
                        + " values (?, ?, ?, repeat('0', 64), 6, ?, ?, 1, now() + interval '1 day', ?, ?, ?)",
                TENANT.value(),
                study,
                revision,
                priority,
                state,
                study + ".1",
                completedAt.atOffset(ZoneOffset.UTC),
                completedAt.atOffset(ZoneOffset.UTC));
    }

    void finding(
            String study,
            int revision,
            int number,
            double z,
            @Nullable Double malignancy,
            @Nullable Double diameterMm) {
        sql(
                "insert into finding values (?, ?, ?, ?, ?, -97, -96, ?, 3, ?, 0.9, ?, ?, ?,"
                        + " '{\"TEXTURE\": 4.5, \"SPICULATION\": 1.5}', cast(? as jsonb), ?, ?)",
                TENANT.value(),
                study,
                revision,
                study + ".9." + revision + "." + number,
                number,
                z,
                study + ".1.4",
                malignancy,
                diameterMm,
                diameterMm == null ? null : Math.PI / 6 * Math.pow(diameterMm, 3),
                OUTLINE.replace("SERIES", study + ".1"),
                diameterMm,
                diameterMm == null ? "cut-by-cube" : null);
    }

    void delivery(String study, String destination, String object, String state) {
        sql(
                "insert into delivery (tenant_id, destination, sop_instance_uid, study_instance_uid, revision, role, state,"
                        + " attempts, next_attempt_at, last_error, created_at) values (?, ?, ?, ?, 1, 'sr', ?, 3, now(),"
                        + " 'It does not answer.', now())",
                TENANT.value(),
                destination,
                object,
                study,
                state);
    }

    void sql(String statement, @Nullable Object... values) {
        transactions.withConnection(TENANT, connection -> {
            try (PreparedStatement update = prepare(connection, statement, values)) {
                return update.executeUpdate();
            }
        });
    }

    /** The only text of a query. */
    @Nullable
    String text(String query, Object... values) {
        return transactions.withConnection(TENANT, connection -> {
            try (PreparedStatement select = prepare(connection, query, values);
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
        return statement;
    }
}
