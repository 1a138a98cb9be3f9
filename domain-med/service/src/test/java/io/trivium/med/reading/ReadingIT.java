package io.trivium.med.reading;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.EndpointMatrix;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.med.MedMetrics;
import io.trivium.med.NodeResource;
import io.trivium.med.archive.Archive;
import io.trivium.med.finding.ClinicalRisk;
import io.trivium.med.finding.NoduleType;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reading room's API over HTTP, on a real PostgreSQL and the node's own archive. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the fields
class ReadingIT {

    @TestHTTPResource("/")
    URI base;

    @Inject
    Archive archive;

    @Inject
    TenantTransactions transactions;

    @Inject
    MeterRegistry meters;

    private ReadingFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        LearningTopics.create();
        fixture = new ReadingFixture(archive, transactions);
        for (String table : List.of(
                "finding_decision", "delivery", "result_object", "finding", "destination_pause", "study_revision")) {
            OwnerSql.run("delete from med." + table);
        }
    }

    /** Studies that other tests stored are complete after the quiet time, and in the work list then. */
    private void removeStudiesOfOthers() throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (meters.get(MedMetrics.STUDIES_ARRIVING).gauge().value() > 0) {
            assertTrue(System.nanoTime() < end, "studies of other tests are still arriving");
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
        OwnerSql.run("delete from med.study_revision");
    }

    private static String token(String user, String tenant, String... roles) {
        return TestTokens.token()
                .user(user)
                .tenant(tenant)
                .roles(roles)
                .audience("trivium-med")
                .sign();
    }

    private static RequestSpecification as(String user, String... roles) {
        return given().header("Authorization", "Bearer " + token(user, "demo-hospital", roles))
                .contentType("application/json");
    }

    private static RequestSpecification rada() {
        return as("rada", "med-radiologist");
    }

    private static RequestSpecification integrator() {
        return as("ines", "med-integrator");
    }

    private static List<String> worklist(String request) {
        return rada().body(request)
                .post("/v1/worklist")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.studyInstanceUid");
    }

    private static String decision(String verdict, String reason, @Nullable String seen, String more) {
        return "{\"verdict\": \"%s\", \"reasonCode\": \"%s\", \"seen\": %s%s}"
                .formatted(verdict, reason, seen == null ? "null" : '"' + seen + '"', more);
    }

    @Test
    void readsAFailedStudyAgainOnRequest() throws Exception {
        fixture.study("2.25.710", "P-10", "Family^Given", "20261101");
        fixture.revision("2.25.710", 1, 3, "failed", ReadingFixture.NOON);
        fixture.study("2.25.711", "P-11", "Family^Given", "20261101");
        fixture.revision("2.25.711", 1, 3, "done", ReadingFixture.NOON);
        String why = "{\"reason\": \"the runtime is back\"}";
        as("aud", "platform-auditor")
                .body(why)
                .post("/v1/studies/2.25.710/retry")
                .then()
                .statusCode(403);
        rada().body("{\"reason\": \" \"}")
                .post("/v1/studies/2.25.710/retry")
                .then()
                .statusCode(400);
        rada().body(why).post("/v1/studies/2.25.709/retry").then().statusCode(404);
        rada().body(why)
                .post("/v1/studies/2.25.711/retry")
                .then()
                .statusCode(409)
                .body("code", is("study-not-failed"));
        rada().body(why).post("/v1/studies/2.25.710/retry").then().statusCode(204);
        assertEquals(
                "1",
                fixture.text(
                        "select count(*) from audit_entry where action = 'study.retry' and actor = 'rada' and object = ?"
                                + " and details::jsonb->>'reason' = 'the runtime is back'",
                        "study/2.25.710"));
    }

    @Test
    void listsByPriorityThenWorstFindingThenAgeInPages() throws Exception {
        removeStudiesOfOthers();
        for (int s = 1; s <= 5; s++) fixture.study("2.25.70" + s, "P-" + s, "Family" + s + "^Given", "2026110" + s);
        fixture.revision("2.25.701", 1, 3, "done", ReadingFixture.NOON);
        fixture.revision("2.25.702", 1, 3, "done", ReadingFixture.NOON);
        fixture.finding("2.25.702", 1, 1, 10, 0.8, 9.0);
        fixture.revision("2.25.703", 1, 3, "queued", ReadingFixture.NOON.minusSeconds(60));
        fixture.revision("2.25.704", 1, 1, "running", ReadingFixture.NOON.plusSeconds(60));
        fixture.revision("2.25.705", 1, 3, "refused", ReadingFixture.NOON.minusSeconds(9));
        fixture.revision("2.25.705", 2, 3, "done", ReadingFixture.NOON);
        fixture.finding("2.25.705", 2, 1, 10, null, 31.0);

        List<String> order = List.of("2.25.704", "2.25.705", "2.25.702", "2.25.703", "2.25.701");
        assertEquals(order, worklist("{}"));
        List<String> paged = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = rada().body("{\"limit\": 2, \"after\": \"" + after + "\"}")
                    .post("/v1/worklist")
                    .jsonPath();
            paged.addAll(page.getList("items.studyInstanceUid"));
            after = page.getString("nextAfter");
        }
        assertEquals(order, paged);

        assertEquals(List.of("2.25.705", "2.25.702"), worklist("{\"undecidedOnly\": true}"));
        assertEquals(List.of("2.25.703"), worklist("{\"states\": [\"queued\"]}"));
        assertEquals(List.of("2.25.702"), worklist("{\"search\": \"family2, giv\"}"));
        assertEquals(List.of("2.25.704"), worklist("{\"search\": \"acc-2.25.704\"}"));
        assertEquals(List.of(), worklist("{\"search\": \"%\"}"));
        assertEquals(List.of("2.25.702", "2.25.703"), worklist("{\"from\": \"2026-11-02\", \"to\": \"2026-11-03\"}"));

        assertEquals(order, worklist("{\"modalities\": [\"CT\", \"MR\"]}"));
        assertEquals(List.of(), worklist("{\"modalities\": [\"MR\"]}"));
        rada().body("{\"modalities\": [\"C'T\"]}").post("/v1/worklist").then().statusCode(400);
        rada().body("{\"sort\": \"luck\"}").post("/v1/worklist").then().statusCode(400);
        rada().body("{\"after\": \"nonsense\"}")
                .post("/v1/worklist")
                .then()
                .statusCode(400)
                .body("code", is("worklist-place-invalid"));
        rada().body("{\"states\": [\"asleep\"]}").post("/v1/worklist").then().statusCode(400);
        given().header("Authorization", "Bearer " + token("x", "other-hospital", "med-radiologist"))
                .contentType("application/json")
                .body("{}")
                .post("/v1/worklist")
                .then()
                .body("items", hasSize(0));
    }

    @Test
    void listsInTheOrderThatIsAskedForInPages() throws Exception {
        fixture.study("2.25.791", "P-1", "Cruz^Ana", "20261103");
        fixture.study("2.25.792", "P-2", "abel^Tom", "20261101");
        fixture.study("2.25.793", "P-3", "Berg^Ulf", "20261102");
        fixture.revision("2.25.791", 1, 3, "done", ReadingFixture.NOON.plusSeconds(1));
        fixture.revision("2.25.792", 1, 2, "done", ReadingFixture.NOON.plusSeconds(2));
        fixture.revision("2.25.793", 1, 1, "done", ReadingFixture.NOON);
        fixture.finding("2.25.792", 1, 1, 10.0, 0.4, 9.0);
        fixture.finding("2.25.791", 1, 1, 10.0, 0.8, 9.0);

        Map<String, List<String>> orders = Map.of(
                "received", List.of("2.25.793", "2.25.791", "2.25.792"),
                "study-date", List.of("2.25.792", "2.25.793", "2.25.791"),
                "patient", List.of("2.25.792", "2.25.793", "2.25.791"),
                "malignancy", List.of("2.25.793", "2.25.792", "2.25.791"));
        orders.forEach((sort, order) -> {
            assertEquals(order, paged("\"sort\": \"" + sort + "\""), sort);
            assertEquals(order.reversed(), paged("\"descending\": true, \"sort\": \"" + sort + "\""), sort);
        });
        assertEquals(List.of("2.25.793", "2.25.792", "2.25.791"), paged("\"sort\": \"urgency\", \"descending\": true"));
    }

    private static List<String> paged(String request) {
        List<String> studies = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = rada().body("{\"limit\": 1, \"after\": \"" + after + "\", " + request + "}")
                    .post("/v1/worklist")
                    .jsonPath();
            studies.addAll(page.getList("items.studyInstanceUid"));
            after = page.getString("nextAfter");
        }
        // Images that other tests of the same service stored become studies meanwhile.
        return studies.stream().filter(study -> study.startsWith("2.25.79")).toList();
    }

    @Test
    void showsAStudyWithItsSlicesAndPutsThatOnRecord() throws Exception {
        String study = "2.25.711";
        fixture.study(study, "P-11", "Family^Given", "20261101");
        fixture.sql("update study set birth_date = '19601102', sex = 'F' where study_instance_uid = ?", study);
        fixture.revision(study, 1, 2, "done", ReadingFixture.NOON);
        fixture.finding(study, 1, 1, 15, 0.7, 8.0);
        fixture.finding(study, 1, 2, 15, null, 34.0);
        fixture.finding(study, 1, 3, 15, null, null);
        fixture.delivery(study, "pacs", study + ".8.1", "dead");

        rada().get("/v1/studies/" + study)
                .then()
                .statusCode(200)
                .body("patientName", is("Family^Given"))
                .body("revisions[0].state", is("done"))
                .body("revisions[0].priority", is("high"))
                .body("series[0].instances", is(6))
                .body("series[0].shown", is(true))
                .body("findings[0].attributes.texture", equalTo(4.5f))
                .body("findings[0].kind", is("nodule"))
                .body("findings[0].lungRads.category", is("4A"))
                .body("findings[0].lungRads.meanDiameterMm", equalTo(8f))
                .body("findings[0].clinicalRisk.model", contains("brock", "mayo"))
                .body("findings[0].clinicalRisk[0].probability", equalTo(brock(65, 8, 3)))
                .body("findings[0].clinicalRisk[1].assumedAbsent", contains("upper-lobe", "smoking", "cancer-history"))
                .body("findings[1].kind", is("mass"))
                .body("findings[1].malignancy", nullValue())
                .body("findings[1].clinicalRisk", hasSize(0))
                .body("findings[2].kind", is("unreliable"))
                .body("findings[2].unreliable", is("cut-by-cube"))
                .body("findings[2].longestDiameterMm", nullValue())
                .body("findings[0].outline[0].sopInstanceUid", is(study + ".1.4"))
                .body("deliveries[0].lastError", is("It does not answer."));
        rada().get("/v1/studies/" + study + "?revision=7")
                .then()
                .statusCode(404)
                .body("code", is("study-not-found"));
        rada().get("/v1/studies/2.25.7199").then().statusCode(404);
        rada().get("/v1/studies/..%2f..").then().statusCode(404);

        String series = "/v1/studies/" + study + "/series/" + study + ".1";
        rada().get(series + "/slices")
                .then()
                .statusCode(200)
                .body("ordered", is(true))
                .body("slices", hasSize(6))
                .body("slices.along", contains(0f, 5f, 10f, 15f, 20f, 25f));
        byte[] pixels = rada().get(series + "/instances/" + study + ".1.3/pixels")
                .then()
                .statusCode(200)
                .header("Cache-Control", is("no-store"))
                .extract()
                .asByteArray();
        // Slice 3 holds 20 + column after the intercept of -1024.
        assertEquals(21, (pixels[2] & 0xFF) | (pixels[3] << 8));
        rada().get(series + "/instances/2.25.1/pixels").then().statusCode(404);

        assertEquals(
                "1",
                fixture.text(
                        "select count(*) from audit_entry where action = 'study.read' and actor = 'rada' and object = ?",
                        "study/" + study));
    }

    @Test
    void takesDecisionsOnceAndSendsThemToBeLearntFrom() throws Exception {
        String study = "2.25.721";
        fixture.study(study, "P-21", "Family^Given", "20261101");
        fixture.revision(study, 1, 3, "done", ReadingFixture.NOON);
        fixture.finding(study, 1, 1, 15, 0.7, 8.0);
        String uid = study + ".9.1.1";
        String path = "/v1/studies/" + study + "/revisions/1/findings/" + uid + "/decisions";
        integrator()
                .body(decision("accepted", "agree", null, ""))
                .post(path)
                .then()
                .statusCode(403);
        for (String bad : List.of(
                decision("accepted", "vessel", null, ""),
                decision("rejected", "other", null, ""),
                decision("edited", "size", null, ""),
                decision("accepted", "agree", null, ", \"corrected\": {\"malignancy\": 3}"),
                decision("edited", "malignancy", null, ", \"corrected\": {\"malignancy\": 6}"),
                decision("guessed", "agree", null, ""))) {
            rada().body(bad).post(path).then().statusCode(400);
        }
        String first = rada().body(decision("rejected", "vessel", null, ", \"note\": \"follows the artery\""))
                .post(path)
                .then()
                .statusCode(200)
                .body("decisions[0].verdict", is("rejected"))
                .extract()
                .path("decisions[0].id");
        as("otto", "med-radiologist")
                .body(decision("accepted", "agree", null, ""))
                .post(path)
                .then()
                .statusCode(409)
                .body("code", is("finding-decided-meanwhile"))
                .body("detail", containsString("rada"));
        rada().body(decision(
                        "edited",
                        "size-and-malignancy",
                        first,
                        ", \"corrected\": {\"malignancy\": 5, \"longestDiameterMm\": 9.5}"))
                .post(path)
                .then()
                .statusCode(200)
                .body("decisions", hasSize(2))
                .body("decisions[0].corrected.longestDiameterMm", equalTo(9.5f));
        rada().body(decision("accepted", "agree", null, ""))
                .post(path.replace(uid, "2.25.9"))
                .then()
                .statusCode(404);

        assertEquals(
                "no-nodule,nodule,MALIGNANCY=5",
                LearningTopics.read("learning.label.v1", uid, 3).stream()
                        .map(event -> event.at("/data/label").asText())
                        .reduce((a, b) -> a + "," + b)
                        .orElse(""));
        var preferences = LearningTopics.read("learning.preference.v1", uid, 2);
        assertEquals(0, preferences.getFirst().at("/data/chosen/detection").asDouble());
        assertEquals(
                9.5,
                preferences.getLast().at("/data/chosen/longest-diameter-mm").asDouble());
        assertEquals(
                8,
                preferences.getLast().at("/data/rejected/longest-diameter-mm").asDouble());
        assertEquals(
                "2",
                fixture.text(
                        "select count(*) from audit_entry where action = 'finding.decide' and object = ?",
                        "study/" + study));
    }

    @Test
    void worthCountsFromTheFirstStudyOn() throws Exception {
        rada().get("/v1/value?from=2026-10-01T00:00:00Z&to=2026-12-31T00:00:00Z")
                .then()
                .statusCode(200)
                .body("from", is("2026-10-01T00:00:00Z"));
        fixture.study("2.25.731", "P-31", "Family^Given", "20261101");
        fixture.revision("2.25.731", 1, 3, "done", ReadingFixture.NOON);
        rada().get("/v1/value?from=2026-10-01T00:00:00Z&to=2026-12-31T00:00:00Z")
                .then()
                .statusCode(200)
                .body("from", is(ReadingFixture.NOON.toString()));
    }

    /** Of a woman with a solid nodule without spicules, one of so many. */
    private static float brock(int age, double diameterMm, int nodules) {
        return (float) ClinicalRisk.of(new ClinicalRisk.Known(age, "F", diameterMm, NoduleType.SOLID, false, nodules))
                .getFirst()
                .probability();
    }

    @Test
    void comparesWithThePriorStudyOfThePatient() throws Exception {
        fixture.study("2.25.731", "P-31", "Family^Given", "20260101");
        fixture.study("2.25.732", "P-31", "Family^Given", "20260411");
        fixture.study("2.25.733", "P-32", "Other^Given", "20260101");
        for (String study : List.of("2.25.731", "2.25.732", "2.25.733")) {
            fixture.revision(study, 1, 3, "done", ReadingFixture.NOON);
            fixture.finding(study, 1, 1, 15, 0.7, study.equals("2.25.732") ? 10.0 : 8.0);
        }
        fixture.revision("2.25.732", 2, 3, "done", ReadingFixture.NOON);
        fixture.finding("2.25.732", 2, 1, 14, 0.7, 10.0);

        rada().get("/v1/studies/2.25.732/comparison")
                .then()
                .statusCode(200)
                .body("prior.studyInstanceUid", is("2.25.731"))
                .body("priors.revision", contains(1, 1))
                .body("aligned", is(false)) // six slices without lungs
                .body("added", contains("2.25.732.9.2.1"))
                .body("gone", contains("2.25.731.9.1.1"));
        rada().get("/v1/studies/2.25.732/comparison?prior=2.25.732&priorRevision=1")
                .then()
                .body("aligned", is(true))
                .body("pairs[0].by", is("position"))
                .body("pairs[0].distanceMm", equalTo(1f))
                .body("pairs[0].growth.significant", is(false))
                .body("pairs[0].growth.trend", is("undecided"));
        rada().get("/v1/studies/2.25.732/comparison?prior=2.25.733").then().statusCode(404);
        rada().get("/v1/studies/2.25.731/comparison").then().statusCode(200).body("prior", nullValue());
    }

    @Test
    void stopsADestinationAndTriesDeadLettersAgain() throws Exception {
        String study = "2.25.741";
        fixture.study(study, "P-41", "Family^Given", "20260101");
        fixture.revision(study, 1, 3, "done", ReadingFixture.NOON);
        fixture.delivery(study, "pacs", "2.25.741.8.1", "dead");
        fixture.delivery(study, "pacs", "2.25.741.8.2", "dead");
        fixture.delivery(study, "archive", "2.25.741.8.1", "sent");
        String because = "{\"reason\": \"PACS is down\"}";

        rada().get("/v1/destinations")
                .then()
                .statusCode(200)
                .body("name", contains("archive", "pacs"))
                .body("dead", contains(0, 2));
        rada().body(because).post("/v1/destinations/pacs/pause").then().statusCode(403);
        integrator().body("{}").post("/v1/destinations/pacs/pause").then().statusCode(400);
        integrator().body(because).post("/v1/destinations/pacs/pause").then().statusCode(200);
        integrator()
                .body(because)
                .post("/v1/destinations/pacs/pause")
                .then()
                .statusCode(409)
                .body("code", is("destination-state"));
        integrator().body(because).post("/v1/destinations/nowhere/pause").then().statusCode(404);
        rada().get("/v1/destinations").then().body("[1].pause.by", is("ines"));
        integrator().body(because).post("/v1/destinations/pacs/resume").then().statusCode(200);
        integrator().body(because).post("/v1/destinations/pacs/resume").then().statusCode(409);

        integrator()
                .body("{\"reason\": \"mended\", \"sopInstanceUids\": [\"2.25.741.8.2\"]}")
                .post("/v1/destinations/pacs/retry")
                .then()
                .body("retried", is(1));
        rada().get("/v1/destinations/pacs/deliveries?state=pending").then().body("items", hasSize(1));
        integrator()
                .body("{\"reason\": \"mended\"}")
                .post("/v1/destinations/pacs/retry")
                .then()
                .body("retried", is(1));
        rada().get("/v1/destinations/pacs/deliveries?state=lost").then().statusCode(400);
    }

    @Test
    void saysThatTheWorklistChanged() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/worklist/stream"))
                .header("Authorization", "Bearer " + token("rada", "demo-hospital", "med-radiologist"))
                .header("Accept", "text/event-stream")
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<java.io.InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String before = nextId(lines);
                fixture.study("2.25.751", "P-51", "Family^Given", "20260101");
                fixture.revision("2.25.751", 1, 3, "queued", ReadingFixture.NOON);
                assertFalse(before.isEmpty());
                assertTrue(!nextId(lines).equals(before), "another worklist has another id");
            }
        }
    }

    private static String nextId(BufferedReader lines) throws Exception {
        String line = lines.readLine();
        while (line != null && !line.startsWith("id:")) line = lines.readLine();
        return String.valueOf(line);
    }

    @Test
    void letsInNobodyElse() throws Exception {
        String study = "2.25.761";
        fixture.study(study, "P-61", "Family^Given", "20260101");
        fixture.revision(study, 1, 3, "done", ReadingFixture.NOON);
        String series = "/v1/studies/{study}/series/{series}";
        new EndpointMatrix(base, "trivium-med")
                .tenants("demo-hospital", "other-hospital")
                .object("/v1/studies/{study}", "/v1/studies/" + study)
                .object("/v1/studies/{study}/comparison", "/v1/studies/" + study + "/comparison")
                .object(series + "/slices", "/v1/studies/" + study + "/series/" + study + ".1/slices")
                .object(
                        series + "/instances/{instance}/pixels",
                        "/v1/studies/" + study + "/series/" + study + ".1/instances/" + study + ".1.1/pixels")
                .assertRefusals();
    }
}
