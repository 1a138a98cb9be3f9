package io.trivium.med.archive;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.NodeResource;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.study.Slices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Studies that are removed at a word or by age, and what becomes of their files, on a real PostgreSQL and disk. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
class StudyRemovalIT {
    private static final TenantId TENANT = new TenantId("demo-hospital");
    private static final TenantId OTHER = new TenantId("other-hospital");

    private final Archive archive;
    private final StudyRemoval removal;
    private final RemovedFiles removedFiles;
    private final TenantTransactions transactions;

    StudyRemovalIT(Archive archive, StudyRemoval removal, RemovedFiles removedFiles, TenantTransactions transactions) {
        this.archive = archive;
        this.removal = removal;
        this.removedFiles = removedFiles;
        this.transactions = transactions;
    }

    /** Lists of other tests in the same database are without them. */
    @AfterEach
    void clean() throws SQLException {
        try (Connection connection = TestDatabase.schema("med").connectAsSuperuser();
                Statement delete = connection.createStatement()) {
            for (String table : List.of(
                    "delivery", "result_object", "work_item", "study_revision", "instance", "series", "study")) {
                delete.executeUpdate("delete from med." + table + " where study_instance_uid like '2.25.910_'");
            }
        }
    }

    private void store(TenantId tenant, String study) throws Exception {
        DataSet slice = Slices.slice(0)
                .put(Tag.STUDY_INSTANCE_UID, study)
                .put(Tag.SERIES_INSTANCE_UID, study + ".1")
                .put(Tag.SOP_INSTANCE_UID, study + ".1.1")
                .put(Tag.PATIENT_ID, "P-1");
        byte[] data = DataSetWriter.bytes(slice);
        try (Upload upload = archive.begin(new Incoming(
                tenant,
                "1.2.840.10008.5.1.4.1.1.2",
                study + ".1.1",
                Uids.EXPLICIT_LITTLE_ENDIAN,
                "CT1",
                Optional.empty(),
                new UUID(1, 2)))) {
            upload.write(data, 0, data.length);
            upload.finish();
        }
    }

    private long count(TenantId tenant, String sql, String study) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setString(1, study);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private long rows(TenantId tenant, String study) {
        long rows = 0;
        for (String table : List.of("study", "series", "instance", "study_revision", "delivery")) {
            rows += count(tenant, "select count(*) from " + table + " where study_instance_uid = ?", study);
        }
        return rows;
    }

    private Path file(TenantId tenant, String study) {
        String sha256 = transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select sha256 from instance where study_instance_uid = ?")) {
                query.setString(1, study);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
        return archive.file(tenant, sha256);
    }

    private static ValidatableResponse remove(String study, String role) {
        String token = TestTokens.token()
                .user("ines")
                .tenant(TENANT.value())
                .roles(role)
                .audience("trivium-med")
                .sign();
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body("{\"reason\": \"asked for by the patient\"}")
                .post("/v1/studies/" + study + "/removal")
                .then();
    }

    private void sweep(Duration later) throws IOException {
        removedFiles.sweep(TENANT, Instant.now().plus(later));
    }

    @Test
    void removesAStudyAtAWordAndItsFilesLater() throws Exception {
        String study = "2.25.9101";
        store(TENANT, study);
        store(OTHER, study);
        Path file = file(TENANT, study);
        assertTrue(Files.exists(file));

        remove(study, "med-radiologist").statusCode(403);
        assertTrue(rows(TENANT, study) > 0);
        remove(study, "med-integrator").statusCode(204);
        assertEquals(0, rows(TENANT, study));
        assertTrue(rows(OTHER, study) > 0, "another hospital's study of the same number stays");
        assertEquals(
                1,
                count(
                        TENANT,
                        "select count(*) from audit_entry where action = 'study.remove' and object = 'study/' || ?",
                        study));
        remove(study, "med-integrator").statusCode(404).body("code", equalTo("study-not-found"));

        sweep(Duration.ZERO);
        assertFalse(Files.exists(file), "set aside");
        assertEquals(1, archive.files().aside(TENANT).size());
        sweep(RemovedFiles.GRACE.plusSeconds(1));
        assertEquals(List.of(), archive.files().aside(TENANT));
        assertTrue(Files.exists(file(OTHER, study)));
    }

    @Test
    void keepsAnInstanceThatComesAgainWhileItsFileIsRemoved() throws Exception {
        String study = "2.25.9102";
        store(TENANT, study);
        Path file = file(TENANT, study);
        assertEquals(StudyRemoval.Outcome.REMOVED, removal.remove(TENANT, new StudyInstanceUid(study), "ines", "test"));
        // It comes again before the sweep.
        store(TENANT, study);
        for (String table : List.of("study", "series", "instance")) {
            assertEquals(
                    1, count(TENANT, "select count(*) from " + table + " where study_instance_uid = ?", study), table);
        }
        sweep(Duration.ZERO);
        assertTrue(Files.exists(file));

        // And as if its row had been written only after its file was set aside.
        String name = String.valueOf(file.getFileName()).substring(0, 64);
        archive.files().setAside(TENANT, name, Instant.now());
        assertFalse(Files.exists(file));
        sweep(RemovedFiles.GRACE.plusSeconds(1));
        assertTrue(Files.exists(file), "put back");
    }

    @Test
    void removesNothingOfWhatIsUnderWay() throws Exception {
        String study = "2.25.9103";
        store(TENANT, study);
        transactions.withConnection(TENANT, connection -> {
            try (PreparedStatement add = connection.prepareStatement(
                    "insert into study_revision (tenant_id, study_instance_uid, revision, instance_set_sha256,"
                            + " instance_count, state, next_attempt_at, received_at, completed_at) values (?, ?, 1,"
                            + " repeat('0', 64), 1, 'queued', now() + interval '1 day', now(), now())")) {
                add.setString(1, TENANT.value());
                add.setString(2, study);
                return add.executeUpdate();
            }
        });
        long before = rows(TENANT, study);
        remove(study, "med-integrator").statusCode(409).body("code", equalTo("study-under-way"));
        assertEquals(before, rows(TENANT, study));
    }

    @Test
    void removesStudiesThatAreOver() throws Exception {
        String study = "2.25.9104";
        store(TENANT, study);
        assertEquals(0, removal.removeBefore(TENANT, Instant.now().minus(Duration.ofHours(1)), "kept for PT1H"));
        assertTrue(rows(TENANT, study) > 0);
        assertTrue(removal.removeBefore(TENANT, Instant.now().plusSeconds(5), "kept for PT0S") > 0);
        assertEquals(0, rows(TENANT, study));
    }
}
