package io.trivium.med.processing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.DicomTools;
import io.trivium.med.MedMetrics;
import io.trivium.med.TestData;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.delivery.Destinations;
import io.trivium.med.report.MllpClient;
import io.trivium.med.report.Receiver;
import io.trivium.med.study.Slices;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a PACS to the node and back, with everything that can go wrong in between. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs = @ResourceArg(name = "topics", value = "med.study.v1,learning.example.v1"))
@WithTestResource(PathResource.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@NullUnmarked // Quarkus and JUnit set the fields
class PathIT {

    private static final TenantId TENANT = new TenantId("demo-hospital");
    private static int studies;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI base;

    @Inject
    TestDetections detections;

    @Inject
    Destinations destinations;

    @Inject
    MeterRegistry meters;

    @Inject
    StudyProcessor processor;

    @Inject
    OrderIntake orders;

    @TempDir
    Path directory;

    private OrthancPacs pacs;

    @BeforeEach
    void findPacs() throws Exception {
        assumeTrue(
                OrthancPacs.isInstalled(),
                "skipped: Orthanc is missing; install Debian's orthanc and orthanc-dicomweb");
        pacs = PathResource.pacs();
        await(pacs::answers);
    }

    @AfterEach
    void reset() {
        detections.hold(null);
        detections.failNext(0);
        detections.findNothing(false);
        PathResource.ris().answer("AA");
    }

    private static TestDatabase database() {
        return TestDatabase.schema("med");
    }

    private static long count(String sql) throws Exception {
        return database().count("select count(*) from " + sql);
    }

    private static void execute(String... statements) throws Exception {
        try (Connection connection = database().connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
    }

    /** A small chest CT in a study of its own, slices {@code from} to {@code to}, put into the PACS and sent from there. */
    private String send(String study, int from, int to) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int k = from; k < to; k++) ids.add(upload(study, k, "P" + study, "20260102"));
        pacs.sendToNode(ids);
        return study;
    }

    private String upload(String study, int k, String patient, String date) throws Exception {
        DataSet slice = Slices.slice(k)
                .put(Tag.STUDY_INSTANCE_UID, study)
                .put(Tag.SERIES_INSTANCE_UID, study + ".1")
                .put(Tag.SOP_INSTANCE_UID, study + ".1." + k)
                .put(Tag.FRAME_OF_REFERENCE_UID, study + ".9")
                .put(Tag.PATIENT_ID, patient)
                .put(Tag.STUDY_DATE, date)
                .put(Tag.ACCESSION_NUMBER, "A" + study.substring(study.length() - 4));
        return pacs.upload(Files.write(directory.resolve(study + k), DataSetWriter.file(slice)));
    }

    private static String newStudy() {
        return "2.25.7" + String.format("%04d", ++studies);
    }

    private static void awaitState(String study, int revision, String state) throws Exception {
        await(() -> count("study_revision where study_instance_uid = '" + study + "' and revision = " + revision
                        + " and state = '" + state + "'")
                == 1);
    }

    private static void awaitDelivered(String study, String destination) throws Exception {
        await(() ->
                count("delivery where study_instance_uid = '" + study + "' and destination = '" + destination + "'") > 0
                        && count("delivery where study_instance_uid = '" + study + "' and destination = '" + destination
                                        + "' and state in ('pending', 'dead')")
                                == 0);
    }

    private void assertOnceInThePacs(String study) throws Exception {
        assertEquals(1, pacs.objects(study, "SR").size());
        assertEquals(1, pacs.objects(study, "SEG").size());
    }

    @Test
    void aChestCtComesBackAsReportAndSegmentation() throws Exception {
        List<Path> files = TestData.files(TestData.require("chest-ct/A0001"));
        List<String> ids = new ArrayList<>();
        for (Path file : files) ids.add(pacs.upload(file));
        pacs.sendToNode(ids);
        await(() -> count("study_revision where instance_count = " + files.size() + " and state = 'done'") == 1);
        String study =
                TestRows.text("select study_instance_uid from study_revision where instance_count = " + files.size());
        awaitDelivered(study, "pacs");
        for (String modality : List.of("SR", "SEG", "PR")) {
            List<String> found = pacs.objects(study, modality);
            assertEquals(1, found.size(), modality);
            Path file = Files.write(directory.resolve(modality), pacs.file(found.getFirst()));
            assertEquals(List.of(), DicomTools.errors(file), modality);
            if (modality.equals("SR")) {
                String dump = DicomTools.run("dsrdump", file.toString());
                assertTrue(dump.startsWith("Comprehensive 3D SR Document"), dump);
                assertTrue(dump.contains("(111242,DCM"), dump);
            }
        }
        assertEquals(2, pacs.objects(study, "OT").size());
        await(() -> count("delivery where destination = 'pacs' and state = 'committed' and study_instance_uid = '"
                        + study + "'")
                == 5);
        awaitDelivered(study, "web");
        awaitDelivered(study, "ris");
        assertEquals(2, count("finding where study_instance_uid = '" + study + "' and outline->'slices' is not null"));
        assertEquals(
                1, count("outbox_event where topic = 'med.study.v1' and convert_from(key, 'UTF8') = '" + study + "'"));
        assertEquals(
                1,
                count("audit_entry where action = 'study.process' and object = 'study/" + study
                        + "/1' and outcome = 'success'"));
        assertTrue(PathResource.ris().messages().stream().anyMatch(text -> text.contains("2 lung nodules found")));
        // An object that is sent back is not a late instance.
        new CountDownLatch(1).await(3, TimeUnit.SECONDS);
        assertEquals(1, count("study_revision where study_instance_uid = '" + study + "'"));
    }

    @Test
    void findingsAreToldToLearnFromUnderAnotherName() throws Exception {
        String study = send(newStudy(), 0, 24);
        awaitState(study, 1, "done");
        String example = "outbox_event where topic = 'learning.example.v1' and exists (select 1 from finding"
                + " where study_instance_uid = '" + study + "' and tracking_uid = convert_from(key, 'UTF8'))";
        assertEquals(4, count(example));
        String text = "convert_from(payload, 'UTF8')";
        assertEquals(2, count(example + " and " + text + " like '%\"task\":\"med-lung-nodule\"%'"));
        assertEquals(2, count(example + " and " + text + " like '%\"task\":\"med-nodule-suspicion\"%'"));
        assertEquals(4, count(example + " and " + text + " ~ '\"subjectKey\":\"P[0-9A-F]{16}\"'"));
        assertEquals(0, count(example + " and " + text + " like '%" + study + "%'"), "no UID or id of the study");
    }

    @Test
    void aLateSliceMakesTheNextRevisionAndNothingIsTakenBack() throws Exception {
        String study = send(newStudy(), 0, 24);
        awaitState(study, 1, "done");
        awaitDelivered(study, "pacs");
        send(study, 24, 25);
        awaitState(study, 2, "done");
        awaitDelivered(study, "pacs");
        assertEquals(2, pacs.objects(study, "SR").size());
        assertEquals(4, count("finding where study_instance_uid = '" + study + "'"));
        // The same slices again are no news.
        send(study, 0, 25);
        new CountDownLatch(1).await(3, TimeUnit.SECONDS);
        assertEquals(2, count("study_revision where study_instance_uid = '" + study + "'"));
    }

    @Test
    void thatNothingWasFoundAndThatNothingWasReadAreReported() throws Exception {
        detections.findNothing(true);
        String none = send(newStudy(), 0, 24);
        awaitState(none, 1, "done");
        awaitDelivered(none, "pacs");
        assertEquals(1, pacs.objects(none, "SR").size());
        assertEquals(0, pacs.objects(none, "SEG").size());
        String few = send(newStudy(), 0, 5);
        awaitState(few, 1, "refused");
        awaitDelivered(few, "pacs");
        assertEquals(
                1, count("study_revision where study_instance_uid = '" + few + "' and reason_code = 'TOO_FEW_SLICES'"));
        assertEquals(1, count("audit_entry where object = 'study/" + few + "/1' and outcome = 'refused'"));
        Path file = Files.write(
                directory.resolve("refused"), pacs.file(pacs.objects(few, "SR").getFirst()));
        assertEquals(List.of(), DicomTools.errors(file));
        assertTrue(DicomTools.run("dsrdump", "+Pl", file.toString()).contains("TOO_FEW_SLICES"));
    }

    @Test
    void failedAttemptsAreRepeatedAndThenGivenUpUntilSomebodyRetries() throws Exception {
        detections.failNext(2);
        String study = send(newStudy(), 0, 24);
        awaitState(study, 1, "done");
        assertEquals(1, count("study_revision where study_instance_uid = '" + study + "' and attempts = 3"));
        detections.failNext(4);
        String bad = send(newStudy(), 0, 24);
        awaitState(bad, 1, "failed");
        assertEquals(
                1, count("study_revision where study_instance_uid = '" + bad + "' and reason_code = 'INTERNAL_FAULT'"));
        assertTrue(processor.retry(TENANT, new StudyInstanceUid(bad), "rada", "the runtime is back"));
        awaitState(bad, 1, "done");
        awaitDelivered(bad, "pacs");
        assertOnceInThePacs(bad);
    }

    @Test
    void aReaderThatDiesLosesItsLeaseAndItsWorkDoesNotCount() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        detections.hold(gate);
        int before = detections.calls();
        String study = send(newStudy(), 0, 24);
        await(() -> detections.calls() == before + 1);
        // Another node took it meanwhile, and died.
        execute("update study_revision set attempts = attempts + 1, lease_until = now() - interval '1 second'"
                + " where study_instance_uid = '" + study + "'");
        await(() -> detections.calls() == before + 2);
        gate.countDown();
        awaitState(study, 1, "done");
        awaitDelivered(study, "pacs");
        assertOnceInThePacs(study);
        assertEquals(2, count("finding where study_instance_uid = '" + study + "'"));
    }

    @Test
    void aNodeThatAlwaysDiesWithAStudyDoesNotTryForEver() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        detections.hold(gate);
        int before = detections.calls();
        String study = send(newStudy(), 0, 24);
        await(() -> detections.calls() == before + 1);
        execute("update study_revision set attempts = 4, lease_until = now() - interval '1 second'"
                + " where study_instance_uid = '" + study + "'");
        awaitState(study, 1, "failed");
        gate.countDown();
        assertEquals(
                1, count("study_revision where study_instance_uid = '" + study + "' and reason_code = 'NODE_ENDED'"));
    }

    @Test
    void aDestinationThatIsAwayGetsItsResultsOnceItIsBackAndHoldsUpNoOther() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        detections.hold(gate);
        String study = send(newStudy(), 0, 24);
        int messages = PathResource.ris().messages().size();
        pacs.stop();
        gate.countDown();
        await(() -> PathResource.ris().messages().size() == messages + 1);
        await(() -> count("delivery where study_instance_uid = '" + study
                        + "' and destination = 'pacs' and state = 'pending' and last_error like '%cannot be reached%'")
                > 0);
        assertTrue(destinations.list(TENANT).stream()
                .anyMatch(each -> each.name().equals("pacs")
                        && each.pending() >= 5
                        && each.oldest().isPresent()
                        && each.lastError().orElse("").contains("cannot be reached")));
        assertTrue(count("delivery where destination = 'hanging' and state = 'pending' and attempts > 0") > 0);
        pacs.start();
        awaitDelivered(study, "pacs");
        assertOnceInThePacs(study);
        await(() -> {
            Destinations.Status counted = destination("pacs");
            return counted.sent() + counted.committed()
                            == count("delivery where destination = 'pacs' and state in ('sent', 'committed')")
                    && counted.pending() == 0
                    && counted.oldest().isEmpty()
                    && counted.lastSent().isPresent()
                    && counted.lastError().isEmpty();
        });
        // A destination without storage commitment does not wait for one, and the gauges count the waiting objects.
        await(() -> count("delivery where destination = 'ris' and state = 'sent'") > 0
                && gauge("ris", "sent") == 0
                && gauge("pacs", "pending") == 0
                && gauge("hanging", "pending") > 0);
    }

    private double gauge(String destination, String state) {
        Gauge gauge = meters.find(MedMetrics.DELIVERY_QUEUE)
                .tags("destination", destination, "state", state)
                .gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    private Destinations.Status destination(String name) {
        return destinations.list(TENANT).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void pausedDestinationsWaitAndDeadDeliveriesAreRetried() throws Exception {
        PathResource.ris().answer("AR");
        String study = send(newStudy(), 0, 24);
        await(() ->
                count("delivery where destination = 'ris' and state = 'dead' and study_instance_uid = '" + study + "'")
                        == 1);
        assertTrue(destinations.list(TENANT).stream()
                .anyMatch(each -> each.name().equals("ris")
                        && each.dead() == 1
                        && each.lastError().orElse("").contains("retry the dead deliveries")));
        destinations.pause(TENANT, "ris", "rada", "RIS is being upgraded");
        PathResource.ris().answer("AA");
        int messages = PathResource.ris().messages().size();
        assertEquals(1, destinations.retryDead(TENANT, "ris", List.of(), "rada", "RIS is back"));
        new CountDownLatch(1).await(2, TimeUnit.SECONDS);
        assertEquals(messages, PathResource.ris().messages().size());
        destinations.resume(TENANT, "ris", "rada", "RIS is upgraded");
        awaitDelivered(study, "ris");
        assertEquals(messages + 1, PathResource.ris().messages().size());
        assertEquals(
                3,
                count("audit_entry where object = 'destination/ris' and action in"
                        + " ('destination.pause', 'destination.resume', 'destination.retry')"));
    }

    @Test
    void aDatabaseThatGoesAwayLosesNothing() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        detections.hold(gate);
        int before = detections.calls();
        String study = send(newStudy(), 0, 24);
        await(() -> detections.calls() == before + 1);
        execute(
                "alter role med_app nologin",
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'med_app'");
        gate.countDown();
        new CountDownLatch(1).await(3, TimeUnit.SECONDS);
        execute("alter role med_app login");
        awaitState(study, 1, "done");
        awaitDelivered(study, "pacs");
        assertOnceInThePacs(study);
        assertEquals(2, count("finding where study_instance_uid = '" + study + "'"));
    }

    private MllpClient hl7(String listener) {
        return new MllpClient(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), orders.ports().get(listener)),
                Duration.ofSeconds(5),
                Optional.empty());
    }

    private static String adt(String event, String segments) {
        return "MSH|^~\\&|ADT|H|TRIVIUM|H|20260102||ADT^" + event + "|4711|P|2.5||||||UNICODE UTF-8\rEVN||20260102\r"
                + segments + "\r";
    }

    private JsonNode qido(String query) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/dicom-web/studies?" + query))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + TestTokens.token()
                                                        .user("rada")
                                                        .tenant("demo-hospital")
                                                        .roles("med-radiologist")
                                                        .audience("trivium-med")
                                                        .sign())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 204 ? JSON.createArrayNode() : JSON.readTree(response.body());
    }

    /** Integrators 8: ADT A08 and A40 reach the index, what is delivered afterwards and the audit log, and no stored byte. */
    @Test
    void patientUpdatesAndMergesReachTheIndexAndWhatIsDelivered() throws Exception {
        for (String name : List.of("pacs", "web")) {
            destinations.pause(TENANT, name, "rada", "the patient is changed first");
        }
        PathResource.ris().answer("AE");
        String study = send(newStudy(), 0, 24);
        String patient = "P" + study;
        awaitState(study, 1, "done");
        await(() -> count("delivery where destination = 'ris' and state = 'pending' and attempts > 0"
                        + " and study_instance_uid = '" + study + "'")
                == 1);
        long files = count("instance where study_instance_uid = '" + study + "'");
        String hashes = "select string_agg(sha256, ',' order by sha256) from instance where study_instance_uid = '"
                + study + "'";
        String before = TestRows.text(hashes);
        assertEquals(
                new MllpClient.Reply.Refused(true, "AR"),
                hl7("orders-only").send(adt("A08^ADT_A01", "PID|1||" + patient + "||Kim^X")));
        assertEquals(
                new MllpClient.Reply.Refused(true, "AR"),
                hl7("ris").send(adt("A01^ADT_A01", "PID|1||" + patient + "||Kim^X")));
        assertEquals(1, count("study where patient_id = '" + patient + "' and patient_name = 'Test^Patient'"));

        assertEquals(
                new MllpClient.Reply.Accepted(),
                hl7("ris").send(adt("A08^ADT_A01", "PID|1||" + patient + "^^^H||김^희중^^^Dr.||19700203|F")));
        JsonNode updated = qido("PatientID=" + patient);
        assertEquals(1, updated.size());
        assertEquals("김^희중^^Dr.", updated.at("/0/00100010/Value/0/Alphabetic").asText());
        assertEquals("19700203", updated.at("/0/00100030/Value/0").asText());
        assertEquals(
                1,
                count("audit_entry where action = 'patient.update' and actor = 'hl7:ris' and object = 'patient/"
                        + patient + "' and details::text like '%Test^Patient%' and details::text like '%김^희중%'"));

        String merged = "M" + study;
        assertEquals(
                new MllpClient.Reply.Accepted(),
                hl7("ris").send(adt("A40^ADT_A39", "PID|1||" + merged + "^^^H||김^희중^^^Dr.\rMRG|" + patient + "^^^H")));
        assertEquals(0, qido("PatientID=" + patient).size());
        assertEquals(1, qido("PatientID=" + merged).size());
        assertEquals(1, count("audit_entry where action = 'patient.merge' and object = 'patient/" + merged + "'"));
        assertEquals(
                new MllpClient.Reply.Refused(false, "AE"),
                hl7("ris").send(adt("A08^ADT_A01", "PID|1||" + patient + "^^^H||Old^Name")),
                "the merged identifier is no patient any more");
        assertEquals(0, qido("PatientName=Old*").size());

        PathResource.ris().answer("AA");
        destinations.resume(TENANT, "web", "rada", "the patient is changed");
        awaitDelivered(study, "web");
        awaitDelivered(study, "ris");
        String message = PathResource.ris().messages().getLast();
        assertTrue(message.contains("|" + merged + "||김^희중^^^Dr.||19700203|F"), message);
        for (String modality : List.of("SR", "SEG")) {
            Path file = Files.write(
                    directory.resolve(modality),
                    pacs.file(pacs.objects(study, modality).getFirst()));
            DataSet delivered = DicomFile.read(file, Limits.OBJECT).dataSet();
            assertEquals(merged, delivered.textOr(Tag.PATIENT_ID, ""), modality);
            assertEquals("김^희중^^Dr.", delivered.textOr(Tag.PATIENT_NAME, ""), modality);
            assertEquals("19700203", delivered.textOr(Tag.PATIENT_BIRTH_DATE, ""), modality);
            assertEquals(List.of(), DicomTools.errors(file), modality);
        }
        destinations.resume(TENANT, "pacs", "rada", "the patient is changed");
        awaitDelivered(study, "pacs");
        assertEquals(files, count("instance where study_instance_uid = '" + study + "'"));
        assertEquals(before, TestRows.text(hashes), "stored objects keep their bytes");

        // A study that comes later, with the old identifier, belongs to the patient that remains; so do its results.
        String later = newStudy();
        List<String> ids = new ArrayList<>();
        for (int k = 0; k < 24; k++) ids.add(upload(later, k, patient, "20260103"));
        pacs.sendToNode(ids);
        awaitState(later, 1, "done");
        assertEquals(2, qido("PatientID=" + merged).size());
        awaitDelivered(later, "ris");
        assertTrue(PathResource.ris().messages().stream()
                .anyMatch(text -> text.contains("A" + later.substring(later.length() - 4))
                        && text.contains("|" + merged + "||김^희중")));
    }

    private static String connection(String user, String path, Map<String, ?> body) {
        return given().auth()
                .oauth2(TestTokens.token()
                        .user(user)
                        .tenant("demo-hospital")
                        .roles("med-integrator")
                        .audience("trivium-med")
                        .claim("auth_time", System.currentTimeMillis() / 1000)
                        .sign())
                .contentType("application/json")
                .body(body)
                .post("/v1/connections" + path)
                .then()
                .statusCode(anyOf(is(200), is(201)))
                .extract()
                .path("id");
    }

    /** Results of a paused connection wait for it; a retired one gets none. */
    @Test
    void aDestinationAddedAtRunTimeGetsResultsUntilItIsRetired() throws Exception {
        try (Receiver receiver = new Receiver(false)) {
            Map<String, Object> settings = Map.of(
                    "host", "127.0.0.1", "port", receiver.port(), "receivingApplication", "LATE", "timeoutSeconds", 5);
            String id =
                    connection("ines", "", Map.of("kind", "hl7-destination", "name", "late-ris", "settings", settings));
            String early = send(newStudy(), 0, 24);
            awaitState(early, 1, "done");
            connection("otto", "/" + id + "/approve", Map.of("revision", 1));
            String first = send(newStudy(), 0, 24);
            awaitDelivered(first, "late-ris");
            assertEquals(1, receiver.messages().size());
            assertTrue(receiver.messages().getFirst().contains("|LATE|"));

            connection("ines", "/" + id + "/pause", Map.of("reason", "maintenance"));
            String second = send(newStudy(), 0, 24);
            awaitState(second, 1, "done");
            await(() -> count("delivery where destination = 'late-ris' and state = 'pending'") == 1);
            new CountDownLatch(1).await(3, TimeUnit.SECONDS);
            assertEquals(1, receiver.messages().size());
            connection("ines", "/" + id + "/resume", Map.of());
            awaitDelivered(second, "late-ris");
            await(() -> count("connection where name = 'late-ris' and last_success_at is not null") == 1);

            connection("ines", "/" + id + "/retire", Map.of("reason", "replaced"));
            String third = send(newStudy(), 0, 24);
            awaitState(third, 1, "done");
            assertEquals(2, count("delivery where destination = 'late-ris'"));
        }
    }

    @Test
    void anOrderGivesItsPriorityAndItsNumbers() throws Exception {
        String study = newStudy();
        String accession = "A" + study.substring(study.length() - 4);
        var reply = hl7("ris")
                .send("MSH|^~\\&|RIS|H|TRIVIUM|H|20260102||ORM^O01|77|P|2.5\rPID|1||P" + study
                        + "^^^H||Test^Patient\rORC|NW|PL-1|FI-1||||^^^^^S\rOBR|1|PL-1|FI-1|CT||||||||||||||" + accession
                        + "\r");
        assertEquals(new MllpClient.Reply.Accepted(), reply);
        int messages = PathResource.ris().messages().size();
        send(study, 0, 24);
        awaitState(study, 1, "done");
        assertEquals(1, count("study_revision where study_instance_uid = '" + study + "' and priority = 1"));
        await(() -> PathResource.ris().messages().size() > messages);
        assertTrue(PathResource.ris().messages().getLast().contains("PL-1"));
    }

    @Test
    void anEarlierCtOfThePatientIsFetchedAndNotRead() throws Exception {
        String prior = newStudy();
        for (int k = 0; k < 24; k++) upload(prior, k, "PRIOR" + prior, "20250102");
        String study = newStudy();
        List<String> ids = new ArrayList<>();
        for (int k = 0; k < 24; k++) ids.add(upload(study, k, "PRIOR" + prior, "20260102"));
        pacs.sendToNode(ids);
        awaitState(study, 1, "done");
        await(() -> count("prior_study where study_instance_uid = '" + prior + "' and for_study_instance_uid = '"
                        + study + "' and instances = 24 and problem is null")
                == 1);
        assertEquals(24, count("instance where study_instance_uid = '" + prior + "'"));
        new CountDownLatch(1).await(3, TimeUnit.SECONDS);
        assertEquals(0, count("study_revision where study_instance_uid = '" + prior + "'"));
    }

    @Test
    void isolatesTenants() throws Exception {
        RowLevelSecurity.assertIsolated(database());
    }
}
