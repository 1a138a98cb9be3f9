package io.trivium.med.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.Slices;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** UPS-RS of the running service: items of others, and those of the node's own reading. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = "med.study.v1"))
@WithTestResource(PathResource.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@NullUnmarked // Quarkus and JUnit set the fields
class WorkItemIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(base.resolve("/dicom-web/workitems" + path))
                        .header(
                                "Authorization",
                                "Bearer "
                                        + TestTokens.token()
                                                .user("ris")
                                                .tenant("demo-hospital")
                                                .roles("med-integrator")
                                                .audience("trivium-med")
                                                .sign())
                        .header("Content-Type", "application/dicom+json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String state(String state, String transaction) {
        return "{\"00081195\": {\"vr\": \"UI\", \"Value\": [\"" + transaction
                + "\"]}, \"00741000\": {\"vr\": \"CS\", \"Value\": [\"" + state + "\"]}}";
    }

    @Test
    void anItemIsCreatedFoundClaimedUpdatedAndCompleted() throws Exception {
        String item = "[{\"00741000\": {\"vr\": \"CS\", \"Value\": [\"SCHEDULED\"]},"
                + " \"00741200\": {\"vr\": \"CS\", \"Value\": [\"HIGH\"]},"
                + " \"00100020\": {\"vr\": \"LO\", \"Value\": [\"UPS1\"]},"
                + " \"00741204\": {\"vr\": \"LO\", \"Value\": [\"Read elsewhere\"]}}]";
        assertEquals(201, call("POST", "?2.25.501", item).statusCode());
        assertEquals(409, call("POST", "?2.25.501", item).statusCode());
        assertEquals(400, call("POST", "?x", item).statusCode());
        JsonNode found = JSON.readTree(
                call("GET", "?PatientID=UPS1&ProcedureStepState=SCHEDULED", "").body());
        assertEquals(1, found.size());
        assertEquals(
                "2.25.501", found.get(0).path("00080018").path("Value").get(0).asText());
        assertEquals(
                409,
                call("PUT", "/2.25.501/state", state("COMPLETED", "2.25.9")).statusCode());
        assertEquals(
                200,
                call("PUT", "/2.25.501/state", state("IN PROGRESS", "2.25.9")).statusCode());
        assertEquals(
                409,
                call("PUT", "/2.25.501/state", state("IN PROGRESS", "2.25.8")).statusCode());
        String progress =
                "{\"00741002\": {\"vr\": \"SQ\", \"Value\": [{\"00741004\": {\"vr\": \"DS\", \"Value\": [40]}}]}}";
        assertEquals(409, call("POST", "/2.25.501", progress).statusCode());
        assertEquals(
                200, call("POST", "/2.25.501?transaction-uid=2.25.9", progress).statusCode());
        assertEquals(409, call("POST", "/2.25.501/cancelrequest", "").statusCode());
        assertEquals(
                200,
                call("PUT", "/2.25.501/state", state("COMPLETED", "2.25.9")).statusCode());
        JsonNode done = JSON.readTree(call("GET", "/2.25.501", "").body()).get(0);
        assertEquals("COMPLETED", done.path("00741000").path("Value").get(0).asText());
        assertEquals(
                40,
                done.path("00741002")
                        .path("Value")
                        .get(0)
                        .path("00741004")
                        .path("Value")
                        .get(0)
                        .asInt());
        assertTrue(done.path("00081195").isMissingNode());
        assertEquals(404, call("GET", "/2.25.599", "").statusCode());
        assertEquals(400, call("PUT", "/2.25.501/state", "nonsense").statusCode());
    }

    @Test
    void aStudyThatIsReadHasAnItemWithItsOutputs() throws Exception {
        assumeTrue(
                OrthancPacs.isInstalled(),
                "skipped: Orthanc is missing; install Debian's orthanc and orthanc-dicomweb");
        OrthancPacs pacs = PathResource.pacs();
        List<String> ids = new ArrayList<>();
        for (int k = 0; k < 24; k++) {
            ids.add(pacs.upload(Files.write(
                    directory.resolve("s" + k),
                    DataSetWriter.file(Slices.slice(k)
                            .put(Tag.STUDY_INSTANCE_UID, "2.25.6001")
                            .put(Tag.SERIES_INSTANCE_UID, "2.25.60011")
                            .put(Tag.SOP_INSTANCE_UID, "2.25.60012" + k)))));
        }
        pacs.sendToNode(ids);
        JsonNode item = JSON.createObjectNode();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!item.path("00741000").path("Value").path(0).asText().equals("COMPLETED")) {
            assertTrue(System.nanoTime() < end, "waited in vain: " + item);
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            HttpResponse<String> answer = call("GET", "?StudyInstanceUID=2.25.6001", "");
            if (answer.statusCode() == 200) item = JSON.readTree(answer.body()).get(0);
        }
        assertEquals(
                24,
                item.path("00404021")
                        .path("Value")
                        .get(0)
                        .path("00081199")
                        .path("Value")
                        .size());
        assertEquals(
                5,
                item.path("00741216")
                        .path("Value")
                        .get(0)
                        .path("00404033")
                        .path("Value")
                        .size());
    }
}
